/** Neither the same nor different: there was nothing to compare. The message is for the person who asked. */
export class CannotVerifyError extends Error {}

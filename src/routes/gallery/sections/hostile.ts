/** A name that tries everything: an override, markup, a path, a control, stacked marks. */
export const hostile = `invoice\u202efdp.exe ../../<img src=x>\u0000 Z${'\u0301'.repeat(9)}algo`;

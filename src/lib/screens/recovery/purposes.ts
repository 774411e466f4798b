/** What a sheet of words is for, in the words printed on it. */
export const personalPurpose =
	'These 24 words open your account if you lose every device that has your passkey. Go to the address below, choose' +
	' “Use recovery words” and type them in this order. Whoever has them can open your account, so keep them where you' +
	' keep contracts, not in a mail, a photo or a chat.';

export const kitPurpose =
	'These 24 words can open every client’s files and get the firm back in if everybody loses their passkeys. Nobody can' +
	' make them again. Keep two copies in two places, such as a safe and the bank, and never as a photo or in a mail.';

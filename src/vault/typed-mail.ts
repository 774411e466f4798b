/** What people type about e-mail, before it is sent anywhere: an address, and the code that came there. */
import { codeRequest, mailAddress } from '../contract/notices.ts';
import { Refusal } from './problems.ts';

export function typedAddress(text: string): string {
	const parsed = mailAddress.safeParse(text.trim());
	if (!parsed.success) throw new Refusal('address-mistyped');
	return parsed.data;
}

/** With the spaces that are there for the eye, or without. */
export function typedCode(text: string): string {
	const parsed = codeRequest.safeParse({ code: text.replace(/[\s-]/gu, '') });
	if (!parsed.success) throw new Refusal('code-mistyped');
	return parsed.data.code;
}

/** Notices by e-mail: the server's own matter. What is asked and answered here holds no name and no key. */
import type { MailSettings } from '../../contract/notices.ts';
import { typedAddress, typedCode } from '../../vault/typed-mail.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core } from './port.ts';

type NoticeDesk = Pick<
	Core,
	| 'mail'
	| 'preferMail'
	| 'tellLanguage'
	| 'sendMailCode'
	| 'confirmMail'
	| 'clearMail'
	| 'mailReport'
	| 'sendTestMail'
	| 'reminder'
	| 'remind'
	| 'push'
	| 'addPush'
	| 'removePush'
	| 'pushReport'
>;

export function noticeDesk(keyholder: Keyholder): NoticeDesk {
	const { api } = keyholder;
	/** Whoever is locked gets that answer, and not the server's. */
	const firm = () => keyholder.session.firm.firm;
	const noted = (settings: MailSettings): MailSettings => {
		keyholder.mailLanguage = settings.preferences?.language ?? null;
		return settings;
	};
	return {
		mail: async () => noted(await api.mail()),
		preferMail: async (preferences) => noted(await api.putMailPreferences(preferences)),
		async tellLanguage(language) {
			const { isOpen, mailLanguage } = keyholder;
			if (!isOpen || mailLanguage === null || mailLanguage === language) return;
			noted(await api.putMailLanguage(language));
		},
		sendMailCode: async (address) => api.sendMailCode(typedAddress(address)),
		confirmMail: async (code) => api.confirmMail(typedCode(code)),
		clearMail: async () => noted(await api.clearMail()),
		mailReport: async () => api.mailReport(firm()),
		sendTestMail: async () => api.sendTestMail(firm()),
		reminder: (vault) => api.reminder(vault),
		remind: (vault) => api.remind(vault),
		push: () => api.push(),
		addPush: (endpoint) => api.addPush(endpoint),
		removePush: (endpoint) => api.removePush(endpoint),
		pushReport: async () => api.pushReport(firm())
	};
}

/** A person's own mail, the firm's report on it, reminders for a client, and turning mail off from a mail program. */
import { nothing } from '../../contract/api.ts';
import {
	addressRequest,
	codeRequest,
	languageRequest,
	mailPreferences,
	mailReport,
	mailSettings,
	reminderState
} from '../../contract/notices.ts';
import { anyone, firmAdmin, plainId, signedInUser, vaultStaff } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import { bodyRoute, bytesRoute, pathParam, route } from '../http/route.ts';
import { clearAddress, confirmCode, mailSettingsOf, preferMail, sendCode } from './addresses.ts';
import { reminderStateOf, remind } from './reminders.ts';
import { mailReportOf, sendTest } from './report.ts';
import { saveLanguage, turnOff } from './settings-store.ts';

const ownMail = [
	route({
		method: 'GET',
		path: '/api/account/mail',
		access: signedInUser,
		response: mailSettings,
		handle: ({ services, granted }) => mailSettingsOf(services, granted.user)
	}),
	bodyRoute({
		method: 'PUT',
		path: '/api/account/mail/preferences',
		access: signedInUser,
		body: mailPreferences,
		response: mailSettings,
		async handle({ services, granted, body }) {
			await preferMail(services, granted.user, body);
			return mailSettingsOf(services, granted.user);
		}
	}),
	bodyRoute({
		method: 'PUT',
		path: '/api/account/mail/language',
		access: signedInUser,
		body: languageRequest,
		response: mailSettings,
		async handle({ services, granted, body }) {
			await saveLanguage(services.db, granted.user, body.language);
			return mailSettingsOf(services, granted.user);
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/account/mail/address',
		access: signedInUser,
		limit: 'mail',
		body: addressRequest,
		response: mailSettings,
		async handle({ services, granted, body }) {
			await sendCode(services, granted.user, body.address);
			return mailSettingsOf(services, granted.user);
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/account/mail/confirm',
		access: signedInUser,
		limit: 'mail',
		body: codeRequest,
		response: mailSettings,
		async handle({ services, granted, body }) {
			await confirmCode(services, granted.user, body.code);
			return mailSettingsOf(services, granted.user);
		}
	}),
	route({
		method: 'DELETE',
		path: '/api/account/mail/address',
		access: signedInUser,
		response: mailSettings,
		async handle({ services, granted }) {
			await clearAddress(services, granted.user);
			return mailSettingsOf(services, granted.user);
		}
	})
];

const ofTheFirm = [
	route({
		method: 'GET',
		path: '/api/firms/:firm/mail',
		access: firmAdmin,
		response: mailReport,
		handle: ({ services, granted }) => mailReportOf(services, granted.firm)
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/firms/:firm/mail/test',
		access: firmAdmin,
		limit: 'mail',
		body: nothing,
		response: mailReport,
		async handle({ services, granted }) {
			await sendTest(services, granted);
			return mailReportOf(services, granted.firm);
		}
	}),
	route({
		method: 'GET',
		path: '/api/vaults/:vault/reminder',
		access: vaultStaff,
		response: reminderState,
		handle: ({ services, granted }) => reminderStateOf(services, granted.vault)
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/vaults/:vault/reminder',
		access: vaultStaff,
		body: nothing,
		response: reminderState,
		async handle({ services, granted }) {
			await remind(services, granted);
			return reminderStateOf(services, granted.vault);
		}
	})
];

/**
 * Pressed in a mail program, which has no session and may come from any site. The token can do this one thing. Only the
 * POST does it: programs that check mail follow every link.
 */
const turningOff = [
	bytesRoute({
		method: 'POST',
		path: '/api/notices/off/:token',
		access: anyone,
		fromAnywhere: true,
		limit: 'mailOff',
		takes: 'nothing',
		async handle({ services, http }) {
			if (!(await turnOff(services.db, pathParam(http, 'token', plainId)))) refuse('not-found');
			return http.json({});
		}
	}),
	bytesRoute({
		method: 'GET',
		path: '/api/notices/off/:token',
		access: anyone,
		fromAnywhere: true,
		limit: 'mailOff',
		takes: 'nothing',
		handle: ({ services, http }) =>
			Promise.resolve(http.redirect(`${services.config.origin}/account`, 303))
	})
];

export const noticeRoutes = [...ownMail, ...ofTheFirm, ...turningOff];

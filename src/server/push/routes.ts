/** A person's devices that are told, and the firm's report on them. */
import { pushOffRequest, pushReport, pushRequest, pushSettings } from '../../contract/push.ts';
import { firmAdmin, signedInUser } from '../http/access.ts';
import { bodyRoute, route } from '../http/route.ts';
import { addDevice, pushReportOf, pushSettingsOf, removeDevices } from './devices.ts';

export const pushRoutes = [
	route({
		method: 'GET',
		path: '/api/account/push',
		access: signedInUser,
		response: pushSettings,
		handle: ({ services, granted }) => pushSettingsOf(services, granted.user)
	}),
	bodyRoute({
		method: 'PUT',
		path: '/api/account/push',
		access: signedInUser,
		limit: 'mail',
		body: pushRequest,
		response: pushSettings,
		async handle({ services, granted, body }) {
			await addDevice(services, granted.user, body.endpoint);
			return pushSettingsOf(services, granted.user);
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/account/push/off',
		access: signedInUser,
		body: pushOffRequest,
		response: pushSettings,
		async handle({ services, granted, body }) {
			await removeDevices(services, granted.user, body.endpoint);
			return pushSettingsOf(services, granted.user);
		}
	}),
	route({
		method: 'GET',
		path: '/api/firms/:firm/push',
		access: firmAdmin,
		response: pushReport,
		handle: ({ services, granted }) => pushReportOf(services, granted.firm)
	})
];

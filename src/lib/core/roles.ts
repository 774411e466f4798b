/** Staff roles in words. */
import type { Role } from '../../contract/wire.ts';
import { type Plain } from '../words/say.ts';

export const roleName: Record<Role, Plain> = {
	owner: 'Owner',
	admin: 'Administrator',
	preparer: 'Preparer'
};

/** Staff roles in words. */
import type { Role } from '../../contract/wire.ts';

export const roleName: Record<Role, string> = {
	owner: 'Owner',
	admin: 'Administrator',
	preparer: 'Preparer'
};

/** The navigation the staff screens of the gallery share. */
import Building from '@lucide/svelte/icons/building-2';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import Inbox from '@lucide/svelte/icons/inbox';
import Stamp from '@lucide/svelte/icons/stamp';
import Users from '@lucide/svelte/icons/users';

export const staffNav = [
	{
		href: '/gallery?view=inbox',
		label: 'Inbox',
		icon: Inbox,
		count: 12,
		waiting: true,
		current: false
	},
	{ href: '/gallery?view=staff', label: 'Clients', icon: Users, count: 1284, current: true },
	{
		href: '/gallery?view=requests',
		label: 'Requests',
		icon: ClipboardList,
		count: 37,
		waiting: true,
		current: false
	},
	{
		href: '/gallery?view=approvals',
		label: 'Approvals',
		icon: Stamp,
		count: 5,
		waiting: true,
		current: false
	},
	{ href: '/gallery?view=firm', label: 'Firm', icon: Building, current: false }
];

/**
 * The second program begins here: every screen that only staff see. When it has arrived it hands them to the first, which
 * shows them (ForStaff.svelte). What both use is in the first and exists once.
 */
import { staffProgram } from '../core/staff-program.svelte.ts';
import ClientList from './clients/ClientList.svelte';
import FirmRecovery from './door/FirmRecovery.svelte';
import SetUp from './door/SetUp.svelte';
import WaitingForKeys from './door/WaitingForKeys.svelte';
import FirmPage from './firm/FirmPage.svelte';
import RequestsPage from './requests/RequestsPage.svelte';
import StaffFrame from './StaffFrame.svelte';
import TeamPage from './team/TeamPage.svelte';
import StaffVault from './vault/StaffVault.svelte';

const screens = {
	ClientList,
	FirmPage,
	FirmRecovery,
	RequestsPage,
	SetUp,
	StaffFrame,
	StaffVault,
	TeamPage,
	WaitingForKeys
};

export type StaffScreens = typeof screens;

staffProgram.arrive(screens);

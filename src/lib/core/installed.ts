/**
 * Whether the portal runs as an app that somebody put on their home screen. Only there the worker that says "You are
 * offline" is registered: in a tab the browser says so itself, and a worker less is code less that stays behind.
 */
import { offlineWorker, register } from './service-workers.ts';

/** Safari's own word for it; not among TypeScript's DOM types. */
interface HomeScreen extends Navigator {
	standalone?: boolean;
}

const isInstalled = (): boolean => {
	const { standalone }: HomeScreen = navigator;
	return standalone === true || matchMedia('(display-mode: standalone)').matches;
};

export function watchInstalling(signal: AbortSignal): void {
	if (isInstalled()) prepare();
	addEventListener('appinstalled', prepare, { signal });
}

/** Without it the app works as well, and the browser speaks when it is offline. */
function prepare(): void {
	register(offlineWorker).catch(() => undefined);
}

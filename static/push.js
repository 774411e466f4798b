/**
 * Shows that something is waiting, when the portal says so to this device. What it shows is written here, word for word: a push
 * carries nothing, and what one might carry is not looked at. A press opens the page where one signs in, or the portal where
 * it is open already. It sees no request, keeps nothing and fetches nothing; it is registered when somebody asks for
 * notices on this device, and is served as it stands here.
 */
// @ts-check

/**
 * @typedef {Event & { waitUntil(work: Promise<unknown>): void }} Pushed
 * @typedef {Pushed & { notification: { close(): void } }} Pressed
 * @typedef {{ url: string, focus(): Promise<unknown> }} Page
 * @typedef {{
 *   registration: { showNotification(title: string, options: object): Promise<void> },
 *   clients: { matchAll(options: object): Promise<Page[]>, openWindow(url: string): Promise<unknown> },
 * }} Around
 */

const { registration, clients } = /** @type {Around} */ (/** @type {unknown} */ (self));

const NOTICES = {
	en: { title: 'Something is waiting for you', body: 'Sign in to the portal to see it.' },
	es: { title: 'Hay algo pendiente para usted', body: 'Inicie sesión en el portal para verlo.' }
};

/**
 * Behind the ? of this worker's own address is the language in which the portal is read in this browser.
 * @returns {'en' | 'es'} that one, else the first of the browser's languages that there is
 */
function noticeLanguage() {
	const known = [location.search.slice(1), ...(self.navigator?.languages ?? [])]
		.map((tag) => tag.slice(0, 2))
		.find((tag) => tag === 'en' || tag === 'es');
	return known === 'es' ? 'es' : 'en';
}

addEventListener('push', (event) => {
	const lang = noticeLanguage();
	const { title, body } = NOTICES[lang];
	/** @type {Pushed} */ (event).waitUntil(
		registration.showNotification(title, {
			body,
			lang,
			// Another one takes this one's place.
			tag: 'waiting'
		})
	);
});

addEventListener('notificationclick', (event) => {
	const pressed = /** @type {Pressed} */ (event);
	pressed.notification.close();
	pressed.waitUntil(open());
});

/** @returns {Promise<unknown>} */
async function open() {
	const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
	// A page that holds somebody's link is left alone.
	const page = pages.find(
		({ url }) => !/^\/(?:join|drop|setup)(?:\/|$)/.test(new URL(url).pathname)
	);
	return page ? page.focus() : clients.openWindow('/sign-in');
}

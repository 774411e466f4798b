/** What stands beside each of a client's vaults where they choose between them. Pure. */
import type { PlaceView } from '../../vault/view.ts';
import { sayCount } from '../words/say.ts';

type Figures = Pick<PlaceView, 'wanted' | 'unread'>;

/** Such as "2 to do, 1 new"; empty where nothing waits. */
export function placeWords({ wanted, unread }: Figures): string {
	const words = [
		wanted > 0 ? sayCount(wanted, '{n} to do', '{n} to do') : '',
		unread > 0 ? sayCount(unread, '{n} new', '{n} new##waiting') : ''
	];
	return words.filter((one) => one !== '').join(', ');
}

/** Whether something waits in a vault other than the one that is open. */
export const waitsElsewhere = (places: readonly PlaceView[], here: string | null): boolean =>
	places.some((place) => place.vault !== here && placeWords(place) !== '');

/** Firms are named where there are several: within one, its name says nothing. */
export const hasSeveralFirms = (places: readonly Pick<PlaceView, 'firm'>[]): boolean =>
	new Set(places.map(({ firm }) => firm)).size > 1;

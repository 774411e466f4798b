import { expect, it } from 'vitest';
import { followed } from './opened-link.ts';

const here = { origin: 'https://portal.example', pathname: '/join' };

it('a link that the system opens in the portal leads to its page', () => {
	expect(followed('https://portal.example/vault/x?tab=requests#y', here)).toEqual({
		to: '/vault/x?tab=requests#y'
	});
});

it('the page that is open is given another secret', () => {
	expect(followed('https://portal.example/join#secret', here)).toEqual({ hash: '#secret' });
});

it('the app’s icon, and addresses of others, lead nowhere', () => {
	for (const link of ['https://portal.example/', 'https://other.example/join#secret'])
		expect(followed(link, here)).toBeNull();
});

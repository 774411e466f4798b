/** Where the attacks in the table come from: published breaks of encrypted storage, and what they stand on. */
export const publications = {
	cloud: {
		short: 'Hofmann & Truong 2024',
		about: 'Sync, pCloud, Icedrive, Seafile and Tresorit',
		where: 'eprint 2024/1616'
	},
	mega: { short: 'Backendal et al. 2022', about: 'MEGA', where: 'eprint 2022/959' },
	nextcloud: {
		short: 'Albrecht et al. 2024',
		about: 'Nextcloud’s end-to-end encryption',
		where: 'eprint 2024/546'
	},
	managers: {
		short: 'password managers 2026',
		about: 'three cloud password managers under a malicious server',
		where: 'eprint 2026/058'
	},
	partitioning: {
		short: 'Len et al. 2021',
		about: 'partitioning oracle attacks',
		where: 'USENIX Security 2021, eprint 2020/1491'
	},
	salamanders: {
		short: 'Dodis et al. 2018',
		about: 'invisible salamanders: one ciphertext, two keys',
		where: 'CRYPTO 2018, eprint 2019/016'
	},
	forks: {
		short: 'Li et al. 2004 (SUNDR)',
		about: 'what a storage server can fork, and where it is caught',
		where: 'OSDI 2004'
	},
	groups: {
		short: 'Rösler et al. 2018',
		about: 'members added to encrypted groups by the server',
		where: 'EuroS&P 2018, eprint 2017/713'
	},
	ed25519: {
		short: 'Chalkias et al. 2020',
		about: 'small-order keys and malleable Ed25519 signatures',
		where: 'SSR 2020, eprint 2020/1244'
	},
	webauthn: { short: 'W3C 2025', about: 'Web Authentication Level 3', where: 'WebAuthn L3, § 13' },
	own: { short: '—', about: 'our own threat model', where: 'SECURITY.md' }
} as const;

export type Publication = keyof typeof publications;

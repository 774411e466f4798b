import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
	kit: {
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', strict: true }),
		typescript: {
			config: (config) => {
				config.include.push('../src/**/*.ts', '../tests/**/*.ts', '../scripts/**/*.js', '../*.config.ts');
				return config;
			}
		},
		version: { name: 'tallyport', pollInterval: 0 }
	}
};

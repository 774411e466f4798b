import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
	kit: {
		// No kit.csp: the server sends the policy, and the build holds nothing inline (scripts/seal-site.js).
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', strict: true }),
		typescript: {
			config: (config) => {
				config.include.push(
					'../tests/**/*.ts',
					'../scripts/**/*.js',
					'../*.config.js',
					'../*.config.ts',
					'../.dependency-cruiser.mjs'
				);
				return config;
			}
		},
		// A name that does not change with the time, so that the same sources build the same files.
		version: { name: 'tallyport', pollInterval: 0 }
	}
};

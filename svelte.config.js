import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
	// Elements are made one by one instead of from strings: the policy of the page forbids the latter.
	compilerOptions: { fragments: 'tree' },
	kit: {
		// No kit.csp: the server sends the policy, and the build holds nothing inline (scripts/seal-site.js).
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', strict: true }),
		// One script and one stylesheet, which index.html names with their hashes: a browser checks none of what is loaded by
		// import(). scripts/staff-program.js takes staff's screens out of it, for elements with hashes of their own.
		output: { bundleStrategy: 'single' },
		typescript: {
			config: (config) => {
				config.include.push(
					'../tests/**/*.ts',
					'../scripts/**/*.js',
					'../scripts/**/*.ts',
					'../static/**/*.js',
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

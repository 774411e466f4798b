import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default defineConfig(
	globalIgnores([
		'build/',
		'.svelte-kit/',
		'test-results/',
		'playwright-report/',
		'coverage/',
		'data/'
	]),
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] }
		},
		rules: {
			// The compiler knows every name, also those of types and of Svelte's runes.
			'no-undef': 'off',
			// Numbers in messages and addresses are what they look like.
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// `() => doIt()` is how a handler reads; nothing is hidden by it.
			'@typescript-eslint/no-confusing-void-expression': [
				'error',
				{ ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }
			],
			// A handler's type asks for a promise, whether or not this one waits for anything.
			'@typescript-eslint/require-await': 'off',
			// `void | Promise<void>` is what a callback returns that may take its time.
			'@typescript-eslint/no-invalid-void-type': 'off',
			// Spreading text gives its code points, which is what is meant.
			'@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
			// Escaped combining characters in a class are meant: that is how they are looked for.
			'no-misleading-character-class': ['error', { allowEscape: true }],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			// A problem is a plain value, because it crosses from the worker to the page.
			'@typescript-eslint/only-throw-error': [
				'error',
				{ allow: [{ from: 'file', name: 'Problem' }] }
			],
			eqeqeq: 'error'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: ts.parser, svelteConfig }
		},
		rules: {
			// The linter cannot see the types of another component's properties and snippets; svelte-check can.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			// `{' '}` keeps a space where the formatter breaks a line.
			'svelte/no-useless-mustaches': 'off',
			// The app has no base path; addresses are checked by the journeys.
			'svelte/no-navigation-without-resolve': 'off',
			'no-restricted-syntax': [
				'error',
				{
					selector: 'SvelteAttribute[key.name="style"][value.length=1] > SvelteLiteral',
					message:
						'The content security policy refuses a fixed style attribute; use a class or a style: directive.'
				},
				{ selector: 'SvelteMustacheTag[kind="raw"]', message: 'Nothing is rendered as HTML.' }
			]
		}
	},
	{
		// Names, secrets and addresses of documents must not end up in a console or a log by accident.
		files: ['src/**'],
		rules: { 'no-console': 'error' }
	},
	{
		// Parse, don't cast: `as` makes brands, in src/crypto alone. Elsewhere only `as const`.
		files: ['src/server/**', 'src/vault/**', 'src/contract/**', 'src/viewer/**', 'src/cli/**'],
		ignores: ['**/*.test.ts'],
		rules: {
			'@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }]
		}
	},
	{
		files: ['src/crypto/**'],
		rules: {
			// A brand's constructor returns the type it is asked for.
			'@typescript-eslint/no-unnecessary-type-parameters': 'off',
			'no-restricted-globals': ['error', 'fetch', 'localStorage', 'indexedDB', 'document', 'window']
		}
	},
	{
		files: ['**/*.test.ts', 'tests/**'],
		rules: {
			// A test may be a sentence longer than its code, and may know what a response holds.
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-misused-spread': 'off',
			'@typescript-eslint/no-extraneous-class': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off'
		}
	},
	{
		// Plain JavaScript that runs before anything is installed; tsc checks its types.
		files: ['**/*.js', '**/*.mjs'],
		extends: [ts.configs.disableTypeChecked]
	}
);

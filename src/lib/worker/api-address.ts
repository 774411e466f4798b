/** Where the API answers: beside the pages, or at the one origin this build was made for (docs/hosting.md). */
declare const __API_ORIGIN__: string;

export const apiAddress = (path: string): string =>
	new URL(path, __API_ORIGIN__ || self.location.origin).href;

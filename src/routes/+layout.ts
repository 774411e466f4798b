// Static files only: nothing is rendered on a server, because a server must never see what is shown.
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';

/**
 * How a mail looks: the portal's own colours and shapes (lib/ui/tokens.css), but for an accent that the installer may choose,
 * written into each element because mail programs keep nothing else, and again for dark rooms where they keep a style sheet.
 * Whatever is put in is escaped.
 */
import { legible } from './contrast.ts';
import type { Letter } from './letters.ts';

const light = {
	paper: '#faf9f6',
	surface: '#ffffff',
	sunken: '#f1efe9',
	line: '#e3dfd5',
	ink: '#16211f',
	ink2: '#4f5b58',
	accent: '#0f5f4e',
	accentInk: '#ffffff'
};
const dark: typeof light = {
	paper: '#12161a',
	surface: '#1a2026',
	sunken: '#0d1114',
	line: '#2b333b',
	ink: '#ecefee',
	ink2: '#a9b4b1',
	accent: '#5cc6a8',
	accentInk: '#07231c'
};
/** What is written on a colour that is not the portal's own: as on the marks of firms. */
const markInk = { light: '#ffffff', dark: '#0c1513' };

const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

export interface Place {
	readonly name: string;
	/** Where the button leads; the same in every mail to everybody. */
	readonly signIn: string;
	/** `#rrggbb` in place of the portal's accent; null for that. */
	readonly colour: string | null;
}

export function asText(letter: Letter, { name, signIn }: Place): string {
	const parts = [
		letter.heading,
		...letter.before,
		...(letter.code === null ? [] : [`    ${letter.code}`]),
		...(letter.button === null ? [] : [`${letter.button}: ${signIn}`]),
		...letter.after,
		`-- \n${name}`
	];
	return `${parts.join('\n\n')}\n`;
}

export function asHtml(letter: Letter, { name, signIn, colour }: Place): string {
	const c = dressed(light, colour, markInk.light, 'darker');
	const d = dressed(dark, colour, markInk.dark, 'lighter');
	const paragraph = (text: string) =>
		`<p class="i" style="margin:0 0 16px;color:${c.ink}">${escape(text)}</p>`;
	const small = (text: string) =>
		`<p class="m" style="margin:0 0 8px;font-size:13px;color:${c.ink2}">${escape(text)}</p>`;
	const code = (text: string) =>
		`<p class="w i" style="margin:0 0 16px;padding:14px 16px;border-radius:6px;background:${c.sunken};color:${c.ink};font-size:28px;font-weight:650;letter-spacing:2px;text-align:center">${escape(text)}</p>`;
	const button = (text: string) =>
		`<p style="margin:8px 0 20px"><a class="b" href="${escape(signIn)}" style="display:inline-block;padding:13px 22px;border-radius:6px;background:${c.accent};color:${c.accentInk};font-weight:600;text-decoration:none">${escape(text)}</a></p>`;
	return `<!doctype html>
<html lang="${letter.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escape(letter.subject)}</title>
<style>${inTheDark(d)}</style></head>
<body class="p" style="margin:0;padding:0;background:${c.paper}">
<div class="p" style="padding:28px 16px;background:${c.paper};font:15px/1.5 ${FONT}">
<div style="max-width:520px;margin:0 auto">
<p class="a" style="margin:0 0 14px;font-weight:600;color:${c.accent}">${escape(name)}</p>
<div class="s" style="padding:24px 24px 14px;border:1px solid ${c.line};border-radius:10px;background:${c.surface}">
<h1 class="i" style="margin:0 0 14px;font-size:22px;line-height:1.25;letter-spacing:-0.2px;color:${c.ink}">${escape(letter.heading)}</h1>
${letter.before.map(paragraph).join('\n')}
${letter.code === null ? '' : code(letter.code)}${letter.button === null ? '' : button(letter.button)}
</div>
<div style="padding:16px 4px 0">
${letter.after.map(small).join('\n')}
</div></div></div></body></html>
`;
}

/** As with the mark of a firm, a colour is dark in the light and light in the dark, as far as reading needs it. */
function dressed(
	theme: typeof light,
	colour: string | null,
	accentInk: string,
	way: 'darker' | 'lighter'
): typeof light {
	if (colour === null) return theme;
	const accent = legible(colour, [theme.paper, theme.surface, accentInk], way);
	return { ...theme, accent, accentInk };
}

const inTheDark = (d: typeof light): string =>
	`@media(prefers-color-scheme:dark){.p{background:${d.paper}!important}.s{background:${d.surface}!important;border-color:${d.line}!important}.i{color:${d.ink}!important}.m{color:${d.ink2}!important}.a{color:${d.accent}!important}.w{background:${d.sunken}!important}.b{background:${d.accent}!important;color:${d.accentInk}!important}}`;

const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');

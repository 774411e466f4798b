/** Everything the portal says, in Spanish: formal, plain, with the words of docs/languages.md. Fetched by who reads it. */
import { door } from './door.ts';
import { files } from './files.ts';
import { shared } from './shared.ts';

export const spanish = { ...shared, ...door, ...files } as const;

export type Spanish = typeof spanish;

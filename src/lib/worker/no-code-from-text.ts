/** Imported before any schema is made: else zod tries whether it may make code out of text, which the pages forbid and browsers report. */
import { config } from 'zod';

config({ jitless: true });

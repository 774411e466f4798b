/** Where servers that tests start keep their data: in memory where `npm test` found room, else where temporary files are. */
import { tmpdir } from 'node:os';

export const dataPlace = process.env['TEST_DATA'] ?? tmpdir();

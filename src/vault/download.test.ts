/** Downloads through the client's own calls and the real server, over connections that break where they are told to. */
import { describe, expect, test } from 'vitest';
import { refusalOf, transferHooks } from '../../tests/vault/world.ts';
import { createTestPortal, type TestPortal } from '../../tests/server/portal.ts';
import { foundFirm, welcome, fileOf } from '../../tests/claims/people.ts';

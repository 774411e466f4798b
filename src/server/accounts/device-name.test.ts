import { expect, test } from 'vitest';
import { deviceName } from './device-name.ts';

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

test.each([
	[`Mozilla/5.0 (X11; Linux x86_64) ${chrome}`, 'Chrome on Linux'],
	[`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/140.0.0.0`, 'Edge on Windows'],
	[`Mozilla/5.0 (Linux; Android 16) ${chrome}`, 'Chrome on Android'],
	[
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:143.0) Gecko/20100101 Firefox/143.0',
		'Firefox on Mac'
	],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1',
		'Safari on iPhone'
	],
	['Mozilla/5.0 (X11; CrOS x86_64 16000.0.0)', 'Browser on ChromeOS'],
	['curl/8.0 <script>alert(1)</script>', 'Unknown device'],
	[undefined, 'Unknown device']
])('%s is %s', (userAgent, name) => {
	expect(deviceName(userAgent)).toBe(name);
});

/**
 * The portal's Trusted Types policies: each passes the addresses of its own programs to the browser and nothing else, and
 * makes no markup and no script. A browser without Trusted Types takes an address as it is.
 */

/** The part of Trusted Types used here. What a policy returns stands for a string that it has passed. */
declare const trustedTypes:
	| {
			createPolicy(
				name: string,
				rules: { createScriptURL: (address: string) => string }
			): { createScriptURL: (address: string) => string };
	  }
	| undefined;

/** A policy can be made once under its name, so this is called where a module begins. */
export function trustedAddresses(
	name: string,
	isTrusted: (address: string) => boolean
): (address: string) => string {
	if (typeof trustedTypes === 'undefined') return (address) => address;
	const policy = trustedTypes.createPolicy(name, {
		createScriptURL: (address) => {
			if (!isTrusted(address)) throw new TypeError('not a program of this portal');
			return address;
		}
	});
	return (address) => policy.createScriptURL(address);
}

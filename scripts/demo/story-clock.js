/**
 * Loaded into the demo's server before anything else (node --import), and into no other: it puts `Date` back to the day that
 * the demo has come to in its story, so that the portal's own times fit what people do. Once the story is told the server is
 * started anew without it.
 */
const Real = Date;
let shift = 0;

globalThis.Date = /** @type {DateConstructor} */ (
	class extends Real {
		constructor(/** @type {[number]} */ ...parts) {
			if (parts.length > 0) super(...parts);
			else super(Real.now() + shift);
		}
		/** @override */
		static now() {
			return Real.now() + shift;
		}
	}
);

process.on('message', (/** @type {number} */ at) => {
	shift = at - Real.now();
	process.send?.(at);
});

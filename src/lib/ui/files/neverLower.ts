/**
 * For a row in which something happens while people press buttons in the rows below: once it was as high as it is, it stays
 * so for as long as it is as wide.
 */
export function neverLower(row: HTMLElement): () => void {
	let width = 0;
	const sized = new ResizeObserver(() => {
		const isTurned = row.offsetWidth !== width;
		width = row.offsetWidth;
		if (isTurned) row.style.minHeight = '';
		row.style.minHeight = `${String(row.getBoundingClientRect().height)}px`;
	});
	sized.observe(row);
	return () => sized.disconnect();
}

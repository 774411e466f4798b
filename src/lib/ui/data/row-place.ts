/** Where a row stands among all, drawn or not; to be spread on its element. */
export interface RowPlace {
	'data-index': number;
	'aria-rowindex'?: number | undefined;
}

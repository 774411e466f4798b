/**
 * The design system. Components show and ask; they hold no keys, fetch nothing and decide nothing. Pages import from
 * here only.
 */
export { default as Button } from './actions/Button.svelte';
export { default as ChoiceMenu, type Choice } from './actions/ChoiceMenu.svelte';
export { default as CopyField } from './actions/CopyField.svelte';
export { default as IconButton } from './actions/IconButton.svelte';
export { default as LinkButton } from './actions/LinkButton.svelte';
export { default as Menu, type MenuItem } from './actions/Menu.svelte';
export { default as TabLinks, type TabLink } from './actions/TabLinks.svelte';
export { default as Tabs, type Tab } from './actions/Tabs.svelte';

export { default as Card } from './data/Card.svelte';
export { default as KeyValue } from './data/KeyValue.svelte';
export { default as KeyValueRow } from './data/KeyValueRow.svelte';
export { default as LongList } from './data/LongList.svelte';
export type { RowPlace } from './data/row-place.ts';
export { default as Table, type Column } from './data/Table.svelte';
export { default as TableCell } from './data/TableCell.svelte';
export { default as TableRow } from './data/TableRow.svelte';
export { default as Timeline } from './data/Timeline.svelte';
export { default as TimelineItem } from './data/TimelineItem.svelte';

export { default as Banner } from './feedback/Banner.svelte';
export { default as EmptyState } from './feedback/EmptyState.svelte';
export { default as Pill } from './feedback/Pill.svelte';
export { default as ProgressBar } from './feedback/ProgressBar.svelte';
export { default as SealNote } from './feedback/SealNote.svelte';
export { default as Skeleton } from './feedback/Skeleton.svelte';
export { default as Spinner } from './feedback/Spinner.svelte';
export { default as StepDots } from './feedback/StepDots.svelte';

export { default as DropTarget } from './files/DropTarget.svelte';
export { default as DropZone } from './files/DropZone.svelte';
export { default as FileButton } from './files/FileButton.svelte';
export { default as FileGroup } from './files/FileGroup.svelte';
export { default as FileRow } from './files/FileRow.svelte';
export { default as ProgressRow, type TransferState } from './files/ProgressRow.svelte';
export { default as QueueHead } from './files/QueueHead.svelte';
export { default as StateDot } from './files/StateDot.svelte';
export { isNothing, nothingPicked, type Picked, type PickedFile } from './files/pickedFiles.ts';

export { default as Checkbox } from './forms/Checkbox.svelte';
export { default as DateField } from './forms/DateField.svelte';
export { default as ColourPicker } from './forms/ColourPicker.svelte';
export { default as RadioGroup } from './forms/RadioGroup.svelte';
export { default as SearchBox, type FoundGroup } from './forms/SearchBox.svelte';
export { default as SearchField } from './forms/SearchField.svelte';
export { default as SelectField } from './forms/SelectField.svelte';
export { default as TextField } from './forms/TextField.svelte';
export { default as WordField } from './forms/WordField.svelte';

export { default as Avatar } from './identity/Avatar.svelte';
export { default as Fingerprint } from './identity/Fingerprint.svelte';
export { default as Mark } from './identity/Mark.svelte';
export { default as PrintSheet } from './identity/PrintSheet.svelte';
export { default as QrCode } from './identity/QrCode.svelte';
export {
	initialsOf,
	markColours,
	parseMarkColour,
	type MarkColour,
	type MarkValue
} from './identity/marks.ts';

export { default as ConfirmDialog } from './overlays/ConfirmDialog.svelte';
export { default as Dialog } from './overlays/Dialog.svelte';
export { focusAgain } from './overlays/focusAgain.ts';
export { keepFocus } from './overlays/keepFocus.ts';
export { default as Toasts } from './overlays/Toasts.svelte';
export { toasts, type Toast, type ToastTone } from './overlays/toasts.svelte.ts';

export { default as AppShell, type NavItem } from './shell/AppShell.svelte';
export { default as ClientShell } from './shell/ClientShell.svelte';
export { default as EnrolLayout } from './shell/EnrolLayout.svelte';
export { default as PageHeader } from './shell/PageHeader.svelte';

export { default as DisplayName } from './text/DisplayName.svelte';
export { default as LongText } from './text/LongText.svelte';
export { default as Parts } from './text/Parts.svelte';
export { default as When } from './text/When.svelte';
export { beginningOf, cleanName, shortName } from './text/displayName.ts';
export {
	formatBytes,
	formatCount,
	formatDate,
	formatExactly,
	formatWhenInside,
	type Reader
} from './text/format.ts';

export type { Icon } from './icon.ts';

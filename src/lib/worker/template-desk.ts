/** The checklist templates that a firm keeps for its staff. */
import type { FirmDraft, FirmLog } from '../../vault/firm-log.ts';
import {
	templateDraft,
	templatesOf,
	typedTemplate,
	withoutTemplate
} from '../../vault/firm-templates.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';

type TemplateDesk = Pick<Core, 'templates' | 'keepTemplate' | 'removeTemplate'>;

export function templateDesk(
	keyholder: Keyholder,
	emit: (event: CoreEvent) => void,
	now: () => number
): TemplateDesk {
	async function inFirm(draft: (firm: FirmLog) => Promise<FirmDraft | null>) {
		const { firm } = keyholder.session;
		// What is refused is refused for what the firm keeps now, and not for what this browser heard of last.
		await firm.sync();
		await firm.append(() => draft(firm), now);
		emit({ type: 'team-changed' });
	}

	return {
		async templates() {
			const { firm, userId } = keyholder.session;
			await firm.sync();
			return templatesOf(firm, userId);
		},
		async keepTemplate(draft, over) {
			const content = typedTemplate(draft);
			const { userId } = keyholder.session;
			await inFirm((firm) => templateDraft(firm, userId, content, over));
		},
		async removeTemplate(seen) {
			const { userId } = keyholder.session;
			await inFirm((firm) => Promise.resolve(withoutTemplate(firm, userId, seen)));
		}
	};
}

/** The form of a checklist to begin with. Plain data: it is copied, edited and only then asked for. */
import type { Plain } from '../../words/say.ts';

export interface TemplateItem {
	readonly title: string;
	readonly hint: string;
	readonly several?: true;
}

export interface Template {
	readonly name: Plain;
	/** `{year}` stands for the tax year. */
	readonly title: string;
	readonly items: readonly TemplateItem[];
}

export interface TemplateSet {
	readonly id: 'us' | 'uk' | 'neutral';
	readonly name: Plain;
	readonly templates: readonly Template[];
}

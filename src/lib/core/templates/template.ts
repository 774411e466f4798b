/** The form of a checklist to begin with. Plain data: it is copied, edited and only then asked for. */
export interface TemplateItem {
	readonly title: string;
	readonly hint: string;
	readonly several?: true;
}

export interface Template {
	readonly name: string;
	/** `{year}` stands for the tax year. */
	readonly title: string;
	readonly items: readonly TemplateItem[];
}

export interface TemplateSet {
	readonly id: 'us' | 'uk' | 'neutral';
	readonly name: string;
	readonly templates: readonly Template[];
}

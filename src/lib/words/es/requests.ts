import type { Catalogue } from '../say.ts';

/** Document requests and what answers them. */
export const requests = {
	'due today': 'vence hoy',
	'due tomorrow': 'vence mañana',
	'by {day}': 'para el {day}',
	'was due {day}': 'venció el {day}',
	'Everything that was asked for is here. Thank you.': 'Ya está aquí todo lo solicitado. Gracias.',
	'One document is still needed': 'Todavía falta un documento',
	'{count} documents are still needed': '{count} documentos siguen pendientes',
	'{said}. Please send what is late first.': '{said}. Envíe primero lo atrasado.',
	'{said}, the next {due}.': '{said}; el próximo: {due}.',
	'{n} days late': { one: '{n} día de retraso', other: '{n} días de retraso' },
	'Accepted {when}': 'Aceptado: {when}',
	'You said that it does not apply': 'Usted indicó que no corresponde',
	'{who} said that it does not apply': '{who} indicó que no corresponde',
	'One document is wanted here. Choose one, or add the others further down.':
		'Aquí se pide un solo documento. Elija uno o añada los demás más abajo.',
	'Something of it could not be read. Choose the file again.':
		'Una parte no se pudo leer. Elija el archivo de nuevo.',
	'Noted: {title} does not apply.': 'Anotado: {title} no corresponde.',
	'{sent} of {of} sent': '{sent} de {of} enviados',
	'Does this not apply to you?': '¿Esto no corresponde en su caso?',
	'Why not?': '¿Por qué no?',
	'For example: I have no mortgage.': 'Por ejemplo: No tengo hipoteca.',
	'It does not apply': 'No corresponde',
	'Send again': 'Enviar de nuevo',
	'Choose file': 'Elegir archivo',
	'Add another': 'Añadir otro',
	Replace: 'Sustituir',
	'Doesn’t apply: {title}': 'No me corresponde: {title}',
	'Doesn’t apply': 'No me corresponde',
	'Scan pages: {title}': 'Escanear páginas: {title}',
	'It does apply: {title}': 'Sí corresponde: {title}',
	'It does apply': 'Sí corresponde',
	'Sending for {title}': 'Enviando para {title}',
	'Please send again': 'Envíelo de nuevo',
	Sent: 'Enviado',
	'Not sent yet': 'Sin enviar',
	Accepted: 'Aceptado',
	'Does not apply': 'No corresponde'
} as const satisfies Catalogue;

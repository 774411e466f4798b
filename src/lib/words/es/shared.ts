import type { Catalogue } from '../say.ts';

/** What stands around every page, and what the design system itself says. */
export const shared = {
	Language: 'Idioma',
	'(optional)': '(opcional)',
	'That language could not be loaded, so this is in English. Choose it once more to try again.':
		'No se pudo cargar ese idioma, así que esto está en inglés. Elíjalo de nuevo para volver a intentarlo.',
	'Stop: something is wrong with this portal': 'Deténgase: algo va mal en este portal',
	'{message} Send nothing more from this page.': '{message} No envíe nada más desde esta página.',
	'Save a record of it first: a small file with times, numbers and signatures, and no names or documents. The firm, or whoever it asks to look into this, can check it.':
		'Guarde antes un registro de lo ocurrido: un archivo pequeño con horas, números y firmas, sin nombres ni documentos. El despacho, o quien lo investigue en su nombre, puede comprobarlo.',
	'Code: {code}': 'Código: {code}',
	'Save a record': 'Guardar un registro',
	'I have told the firm': 'Ya avisé al despacho',
	'No connection to the portal. Trying again; nothing is lost.':
		'Sin conexión con el portal. Se intenta de nuevo; no se pierde nada.',
	'Stop and call the firm': 'Deténgase y llame al despacho',
	'It was {who}.': 'Fue {who}.',
	Program: 'Programa',
	'This is the fingerprint of the program that the portal gave to your browser. It changes when the portal is updated. It would also change if somebody replaced the program, so your firm should know of every change. Ask them for the fingerprint they expect, by phone.':
		'Esta es la huella del programa que el portal entregó a su navegador. Cambia cuando se actualiza el portal. También cambiaría si alguien sustituyera el programa, por lo que su despacho debe conocer cada cambio. Pregúnteles por teléfono qué huella esperan.',
	'A replaced program could show a false fingerprint here. A check from another computer, which whoever looks after your firm’s computers can run, does not depend on this page.':
		'Un programa sustituido podría mostrar aquí una huella falsa. Una comprobación desde otro equipo, que puede hacer quien se ocupa de los equipos de su despacho, no depende de esta página.',
	'The portal’s program has changed since your last visit. Its fingerprint is now {short}.':
		'El programa del portal ha cambiado desde su última visita. Su huella es ahora {short}.',
	'The portal’s program does not fit the portal’s own list of its files. Ask your firm before you go on.':
		'El programa del portal no coincide con la propia lista de archivos del portal. Consulte a su despacho antes de continuar.',
	'What this means': 'Qué significa esto',
	'I have seen this': 'Ya lo he visto',
	'Please type a name.': 'Escriba un nombre.',
	Cancel: 'Cancelar',
	'My files': 'Mis archivos',
	'My account': 'Mi cuenta',
	Lock: 'Bloquear',
	'Sign out': 'Cerrar sesión',
	'Something waits in another': 'Hay algo pendiente en otro',
	'Your vaults': 'Sus espacios seguros',
	'Your files': 'Sus archivos',
	Clients: 'Clientes',
	'No files are shared with you here any more': 'Aquí ya no se comparten archivos con usted',
	'If you expected some, please call the firm.': 'Si esperaba alguno, llame al despacho.',
	'Not found': 'No encontrado',
	'There is nothing at this address': 'No hay nada en esta dirección',
	'The page may have moved, or the link is not complete.':
		'Puede que la página haya cambiado de lugar o que el enlace esté incompleto.',
	'Go to the portal': 'Ir al portal',
	'{n} to do': { one: '{n} pendiente', other: '{n} pendientes' },
	'{n} new##waiting': { one: '{n} nuevo', other: '{n} nuevos' },

	'The {length} words, in order': 'Las {length} palabras, en orden',
	'made {date}': 'creado el {date}',
	Fingerprint: 'Huella',
	Close: 'Cerrar',
	'That did not work. Nothing was changed; please try again.':
		'No ha funcionado. No se ha cambiado nada; inténtelo de nuevo.',
	Notices: 'Avisos',
	Dismiss: 'Descartar',
	'Show less': 'Ver menos',
	'Show all of it': 'Ver todo',
	Working: 'Un momento',
	'Copy: {label}': 'Copiar: {label}',
	Copied: 'Copiado',
	Copy: 'Copiar',
	'Selected. Press Ctrl or ⌘ and C to copy.': 'Seleccionado. Pulse Ctrl o ⌘ y C para copiar.',
	'Encrypted on this device.': 'Cifrado en este dispositivo.',
	Loading: 'Cargando',
	done: 'hecho',
	Progress: 'Progreso',
	Main: 'Principal',
	'Skip to the page': 'Ir al contenido',
	'Show more ({rest})': 'Ver más ({rest})',
	'and {rest} more': 'y {rest} más',
	History: 'Historial',
	Word: 'Palabra',
	'Word {number} is not on the list. Check its spelling.':
		'La palabra {number} no está en la lista. Revise cómo está escrita.',
	'Words {numbers} are not on the list. Check their spelling.':
		'Las palabras {numbers} no están en la lista. Revise cómo están escritas.',
	'You can paste all {length} words into the first box.':
		'Puede pegar las {length} palabras en la primera casilla.',
	Colour: 'Color',

	'{n} bytes': { one: '{n} byte', other: '{n} bytes' },
	'{part} of {whole}##size': '{part} de {whole}',
	'a few seconds left': 'quedan unos segundos',
	'less than a minute left': 'queda menos de un minuto',
	'about {n} minutes left': {
		one: 'queda {n} minuto aproximadamente',
		other: 'quedan unos {n} minutos'
	},
	'about an hour left': 'queda una hora aproximadamente',
	'about {n} hours left': { one: 'queda {n} hora', other: 'quedan unas {n} horas' },
	'about {n} days left': { one: 'queda {n} día aproximadamente', other: 'quedan unos {n} días' },
	'Just now': 'Ahora mismo',
	'just now': 'ahora mismo',
	'Today {clock}': 'Hoy, {clock}',
	'today {clock}': 'hoy, {clock}',
	'Yesterday {clock}': 'Ayer, {clock}',
	'yesterday {clock}': 'ayer, {clock}'
} as const satisfies Catalogue;

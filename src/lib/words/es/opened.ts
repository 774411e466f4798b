import type { Catalogue } from '../say.ts';

/** Files that were opened with the installed portal, and where they go. */
export const opened = {
	'{n} files that you opened wait here': {
		one: 'Aquí espera {n} archivo que usted abrió',
		other: 'Aquí esperan {n} archivos que usted abrió'
	},
	'Nothing has been sent. The portal asks where they go.':
		'No se ha enviado nada. El portal le pregunta adónde van.',
	'Nothing has been sent. Sign in, and the portal asks where they go.':
		'No se ha enviado nada. Inicie sesión y el portal le preguntará adónde van.',
	'Do not send': 'No enviar',
	'Nothing was sent.': 'No se envió nada.',
	'You are signed in as {name} with {firm}. Nothing has been sent yet.':
		'Ha iniciado sesión como {name} con {firm}. Todavía no se ha enviado nada.',
	'You are signed in as {name}. Nothing has been sent yet.':
		'Ha iniciado sesión como {name}. Todavía no se ha enviado nada.',
	'There is nothing to send': 'No hay nada que enviar',
	'Where should this file go?': '¿Adónde va este archivo?',
	'Where should these files go?': '¿Adónde van estos archivos?',
	'Send this file to {firm}?': '¿Enviar este archivo a {firm}?',
	'Send these files to {firm}?': '¿Enviar estos archivos a {firm}?',
	'Choose where they go.': 'Elija adónde van.',
	'To which vault?': '¿A qué espacio seguro?',
	'Which document is it?': '¿Qué documento es?',
	'Which client is this file for?': '¿Para qué cliente es este archivo?',
	'Which client are these files for?': '¿Para qué cliente son estos archivos?',
	'Choose a client.': 'Elija un cliente.',
	'Search clients': 'Buscar clientes',
	'No client by that name.': 'No hay ningún cliente con ese nombre.',
	'Type a name to find others.': 'Escriba un nombre para encontrar otros.'
} as const satisfies Catalogue;

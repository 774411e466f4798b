import type { Catalogue } from '../say.ts';

/** Sending files by a link, without an account. */
export const drop = {
	'Send files to {firm}': 'Enviar archivos a {firm}',
	'No account needed. Only {firm} can open what you send, and nobody can read it back here.':
		'No necesita cuenta. Solo {firm} puede abrir lo que usted envía, y nadie puede volver a leerlo aquí.',
	'Nothing more can be sent by this link': 'Ya no se puede enviar nada con este enlace',
	'What is ticked below had arrived before. What is not in the list did not arrive.':
		'Lo marcado abajo ya había llegado. Lo que no está en la lista no llegó.',
	'Drop to choose these files': 'Suelte para elegir estos archivos',
	'Your name or company': 'Su nombre o empresa',
	'A note to {firm}': 'Una nota para {firm}',
	'Both are encrypted like the files.': 'Ambos se cifran como los archivos.',
	'Arrived, encrypted': 'Recibido, cifrado',
	'What has arrived cannot be taken back here. Sent by mistake? Ask {firm} to delete it.':
		'Lo que ha llegado no se puede retirar desde aquí. ¿Lo envió por error? Pida a {firm} que lo elimine.',
	'Keep a receipt': 'Guardar un comprobante',
	'Up to {size}, until {day}.': 'Hasta {size}, hasta el {day}.',
	'To go on later, open the same link in this browser again.':
		'Para continuar más tarde, abra de nuevo el mismo enlace en este navegador.',
	'{n} files to send, {size}': {
		one: '{n} archivo por enviar, {size}',
		other: '{n} archivos por enviar, {size}'
	},
	'Send {n} files': { one: 'Enviar {n} archivo', other: 'Enviar {n} archivos' },
	'{n} files arrived': { one: 'Llegó {n} archivo', other: 'Llegaron {n} archivos' },
	'What {firm} asks for': 'Lo que pide {firm}',
	'Anything else': 'Algo más',
	'It is encrypted like the files.': 'Se cifra como los archivos.',
	'{n} files arrived, encrypted': {
		one: 'Llegó {n} archivo, cifrado',
		other: 'Llegaron {n} archivos, cifrados'
	},
	'Send files': 'Enviar archivos',
	'A file is sent as soon as you choose it.': 'Cada archivo se envía en cuanto usted lo elige.',
	'Files for {firm}': 'Archivos para {firm}',
	'This link does not take files': 'Este enlace no admite archivos',
	'Opening the link': 'Abriendo el enlace',
	'Reading what the firm says': 'Leyendo lo que dice el despacho',
	'The secret part of the link is needed here, and it is not in this address.':
		'Aquí se necesita la parte secreta del enlace y no está en esta dirección.',
	'What you sent is safe. In this browser the link shows it again.':
		'Lo que envió está a salvo. En este navegador, el enlace vuelve a mostrarlo.'
} as const satisfies Catalogue;

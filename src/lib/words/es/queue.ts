import type { Catalogue } from '../say.ts';

/** The queue of files: what moves, what waits, what failed. */
export const queue = {
	'Waiting for the connection': 'Esperando la conexión',
	'The portal does not answer': 'El portal no responde',
	'Paused: {what} to go': 'En pausa; por terminar: {what}',
	'goes on by itself': 'continúa por sí solo',
	'{n} files to choose again': {
		one: '{n} archivo por elegir de nuevo',
		other: '{n} archivos por elegir de nuevo'
	},
	'trying now': 'intentándolo ahora',
	'next try in {n} seconds': {
		one: 'próximo intento en {n} segundo',
		other: 'próximo intento en {n} segundos'
	},
	'Going on.': 'Continúa.',
	'The connection was lost. It goes on by itself when it is back.':
		'Se perdió la conexión. Continúa por sí solo cuando vuelva.',
	'Paused.': 'En pausa.',
	'Cancelled.': 'Cancelado.',
	'{n} more files.': { one: '{n} archivo más.', other: '{n} archivos más.' },
	'{n} files have to be chosen again.': {
		one: 'Hay que elegir de nuevo {n} archivo.',
		other: 'Hay que elegir de nuevo {n} archivos.'
	},
	'“{name}” is here already': '«{name}» ya está aquí',
	'A new version takes the place of the one that is here, which is kept and can be put back.':
		'La versión nueva ocupa el lugar de la que está aquí, que se conserva y se puede recuperar.',
	'Add as a new version': 'Añadir como versión nueva',
	'Add as new versions': 'Añadir como versiones nuevas',
	'Keep both': 'Conservar ambos',
	'Do not add': 'No añadir',
	'{n} files have names that are here already': {
		one: '{n} archivo tiene un nombre que ya está aquí',
		other: '{n} archivos tienen nombres que ya están aquí'
	},
	'Try {n} files again': {
		one: 'Intentar de nuevo con {n} archivo',
		other: 'Intentar de nuevo con {n} archivos'
	},
	'Files on their way': 'Archivos en camino',
	'for {whom}': 'para {whom}',
	'from {whom}': 'de {whom}',
	'Closing this page pauses it; it goes on when you come back.':
		'Si cierra esta página queda en pausa; continúa cuando vuelva.',
	'Choose files again': 'Elegir los archivos de nuevo',
	'{n} files are not among those that wait. Nothing was sent of them.': {
		one: '{n} archivo no está entre los que se esperan. No se ha enviado nada de él.',
		other: '{n} archivos no están entre los que se esperan. No se ha enviado nada de ellos.'
	},
	'These could not be read. Check that they are still there, then add them again:':
		'No se pudieron leer estos. Compruebe que siguen ahí y añádalos de nuevo:',
	'{tooMany} were too many for one time, or lay too deep in folders. Add them separately.':
		'{tooMany} eran demasiados para una sola vez o estaban en carpetas demasiado profundas. Añádalos por separado.',
	'Files like .DS_Store and Thumbs.db belong to the computer and hold nothing of yours.':
		'Archivos como .DS_Store y Thumbs.db son del equipo y no contienen nada suyo.',
	'{n} files or folders were not taken': {
		one: '{n} archivo o carpeta no se añadió',
		other: '{n} archivos o carpetas no se añadieron'
	},
	'{n} system files were left out': {
		one: '{n} archivo del sistema se dejó fuera',
		other: '{n} archivos del sistema se dejaron fuera'
	},
	'Connection lost. Goes on by itself.': 'Conexión perdida. Continúa por sí solo.',
	'{message} Trying again by itself.': '{message} Se intenta de nuevo automáticamente.',
	'Choose them again': 'Elegirlos de nuevo',
	'Cancel these': 'Cancelar estos',
	'Try these again': 'Intentar de nuevo con estos',
	'Dismiss these': 'Descartar estos',
	'Show {count} more': 'Ver {count} más',
	'and {n} more files': { one: 'y {n} archivo más', other: 'y {n} archivos más' },
	'Try all again': 'Intentar todo de nuevo',
	'Pause all': 'Pausar todo',
	'Resume all': 'Reanudar todo',
	'Clear finished': 'Quitar los terminados',
	'Cancel all': 'Cancelar todo',
	'More for all files': 'Más para todos los archivos',
	'What has arrived already stays. The rest goes no further, and what is there by half is thrown away.':
		'Lo que ya ha llegado se queda. El resto no continúa y lo que quedó a medias se desecha.',
	'Go on': 'Continuar',
	'Cancel {n} files?': { one: '¿Cancelar {n} archivo?', other: '¿Cancelar {n} archivos?' },
	'Sending {what}': 'Enviando {what}',
	'Receiving {what}': 'Recibiendo {what}',
	'Sending and receiving {what}': 'Enviando y recibiendo {what}',
	'{n} files sent': { one: '{n} archivo enviado', other: '{n} archivos enviados' },
	'{n} files received': { one: '{n} archivo recibido', other: '{n} archivos recibidos' },
	'{n} files done': { one: '{n} archivo terminado', other: '{n} archivos terminados' },
	'{n} files not sent': { one: '{n} archivo sin enviar', other: '{n} archivos sin enviar' },
	'{n} files not received': { one: '{n} archivo sin recibir', other: '{n} archivos sin recibir' },
	'{n} files not done': { one: '{n} archivo sin terminar', other: '{n} archivos sin terminar' },
	'{done} of {n} files sent': {
		one: '{done} de {n} archivo enviado',
		other: '{done} de {n} archivos enviados'
	},
	'{done} of {n} files received': {
		one: '{done} de {n} archivo recibido',
		other: '{done} de {n} archivos recibidos'
	},
	'{done} of {n} files done': {
		one: '{done} de {n} archivo terminado',
		other: '{done} de {n} archivos terminados'
	},
	'{percent} percent sent, {left}.': '{percent} por ciento enviado, {left}.',
	'{percent} percent received, {left}.': '{percent} por ciento recibido, {left}.',
	'{percent} percent done, {left}.': '{percent} por ciento terminado, {left}.',
	'{what} sent, encrypted.': 'Enviado y cifrado: {what}.',
	'{what} received.': 'Recibido: {what}.',
	'{what} done.': 'Terminado: {what}.',
	'{n} files were not sent. The list says why.': {
		one: 'No se envió {n} archivo. La lista dice por qué.',
		other: 'No se enviaron {n} archivos. La lista dice por qué.'
	},
	'{n} files were not received. The list says why.': {
		one: 'No se recibió {n} archivo. La lista dice por qué.',
		other: 'No se recibieron {n} archivos. La lista dice por qué.'
	},
	'{n} files were not done. The list says why.': {
		one: 'No se terminó {n} archivo. La lista dice por qué.',
		other: 'No se terminaron {n} archivos. La lista dice por qué.'
	}
} as const satisfies Catalogue;

import type { Catalogue } from '../say.ts';

/** Scanning pages with a camera. */
export const scan = {
	'Scan {day}': 'Escaneo del {day}',
	'Drag the frame to the edges of the page. What lies outside is cut off.':
		'Arrastre el marco hasta los bordes de la página. Lo que quede fuera se recorta.',
	'The whole page, with a frame around what is kept':
		'La página entera, con un marco alrededor de lo que se conserva',
	'Opening the photo': 'Abriendo la foto',
	'Whole photo': 'Foto entera',
	Cut: 'Recortar',
	'Scan pages': 'Escanear páginas',
	'Take a photo': 'Tomar una foto',
	'Next page': 'Página siguiente',
	'Choose photos': 'Elegir fotos',
	'Cut the page': 'Recortar la página',
	'Lay each page flat, in good light, and photograph it straight from above. The pages become one PDF on this device.':
		'Coloque cada página plana y con buena luz, y fotografíela desde arriba. Las páginas se convierten en un PDF en este dispositivo.',
	'Name of the document': 'Nombre del documento',
	'Looking at {n} photos': { one: 'Examinando {n} foto', other: 'Examinando {n} fotos' },
	'{n} pages may be hard to read. Take a second look before you go on.': {
		one: 'Una página puede ser difícil de leer. Revísela antes de continuar.',
		other: '{n} páginas pueden ser difíciles de leer. Revíselas antes de continuar.'
	},
	'Add {n} pages': { one: 'Añadir {n} página', other: 'Añadir {n} páginas' },
	'Send {n} pages': { one: 'Enviar {n} página', other: 'Enviar {n} páginas' },
	'Page {number}': 'Página {number}',
	'Page {number} of {count}': 'Página {number} de {count}',
	'Turn page {number}': 'Girar la página {number}',
	'Cut page {number}': 'Recortar la página {number}',
	'Move page {number} up': 'Subir la página {number}',
	'Move page {number} down': 'Bajar la página {number}',
	'Remove page {number}': 'Quitar la página {number}',
	'Page {number}: {warning}': 'Página {number}: {warning}',
	'Left edge': 'Borde izquierdo',
	'Upper edge': 'Borde superior',
	'Right edge': 'Borde derecho',
	'Lower edge': 'Borde inferior',
	'Very dark. Take it again in better light.': 'Muy oscura. Tómela de nuevo con mejor luz.',
	'Hardly anything can be seen. Is the page empty, or too pale?':
		'Apenas se ve nada. ¿La página está vacía o es demasiado clara?',
	'Looks blurred. Take it again: hold still, and tap the page so that the camera focuses.':
		'Parece borrosa. Tómela de nuevo: no mueva el teléfono y toque la página para que la cámara enfoque.'
} as const satisfies Catalogue;

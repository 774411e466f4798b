/** The mails in Spanish, formal, in the words of docs/languages.md: see letters.ts for what none of them may say. */
import type { Letters } from './letters.ts';

const choose =
	'Usted eligió que se le avise por correo electrónico. Con qué frecuencia, o si no quiere avisos, lo decide usted: inicie sesión y abra Mi cuenta.';
const language = 'es';

export const spanish: Letters = {
	notice({ name }, isReminder) {
		const heading = isReminder
			? 'Todavía hay algo pendiente para usted'
			: 'Hay algo nuevo para usted';
		return {
			language,
			subject: heading,
			heading,
			before: [
				`Inicie sesión en ${name} para verlo.`,
				'Este correo no dice qué es: los documentos y los mensajes están cifrados, y solo usted y las personas con las que trabaja pueden abrirlos.'
			],
			code: null,
			button: 'Iniciar sesión',
			after: [choose]
		};
	},
	confirmation: ({ name }, code, minutes) => ({
		language,
		subject: `Su código para ${name}`,
		heading: 'Confirme su correo electrónico',
		before: ['Escriba este código en la página en la que lo pidió:'],
		code: `${code.slice(0, 4)} ${code.slice(4)}`,
		button: null,
		after: [
			`Sirve una sola vez, durante ${String(minutes)} minutos. Nadie del portal se lo pedirá nunca.`,
			'Si no lo ha pedido usted, no haga nada: no se enviará nada más a esta dirección.'
		]
	}),
	invitation: ({ name }) => ({
		language,
		subject: 'Una invitación sigue esperándole',
		heading: 'Una invitación sigue esperándole',
		before: [
			`Alguien con quien trabaja le invitó a ${name} para intercambiar documentos de forma segura, y aún espera su respuesta.`,
			'Busque el mensaje en el que le envió un enlace y ábralo. Si no lo encuentra, pídale que se lo envíe otra vez.',
			'Este correo no puede darle el enlace: es una clave, y el portal no la tiene.'
		],
		code: null,
		button: null,
		after: [
			'Si no esperaba este correo, no tiene que hacer nada. Por cada invitación se envían tres como máximo. Para no recibir más, cancele la suscripción en su programa de correo.'
		]
	}),
	test: ({ name }) => ({
		language,
		subject: `Correo de prueba de ${name}`,
		heading: 'El correo funciona',
		before: ['Esta es la prueba que usted pidió. Los avisos tienen este aspecto.'],
		code: null,
		button: 'Iniciar sesión',
		after: [choose]
	})
};

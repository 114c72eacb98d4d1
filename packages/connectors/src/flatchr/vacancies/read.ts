import { z } from 'zod';
import type { Reader } from '../../kit/entity.js';
import { flatchrApi, type FlatchrCredentials } from '../api.js';
import { checkCompany } from '../check.js';
import { keyOf, sliceAfter } from '../slice.js';
import { idOf } from '../value.js';
import { listVacancies } from './list.js';
import type { FlatchrVacancy } from './vacancy.js';

/** Vacancies of a page; each holds pages of HTML, and the whole list is asked for again for each page. */
export const VACANCIES_PER_PAGE = 200;

export const VACANCIES_ENDPOINT = {
  name: 'Get Vacancies',
  url: 'https://developers.flatchr.io/docs/QuickStart/Annonces/Recuperer_l_ensemble_de_vos_annonces',
  description: 'search for one or more vacancies',
};

/** hrflow-connectors has no parameters here. */
export const FlatchrVacanciesParameters = z.strictObject({});

/** Reads all vacancies, whatever their status. Flatchr can't filter them by time. */
export const flatchrVacancies: Reader<FlatchrCredentials, typeof FlatchrVacanciesParameters, FlatchrVacancy> =
  {
    api: flatchrApi,
    endpoints: [VACANCIES_ENDPOINT],
    parameters: FlatchrVacanciesParameters,
    check: async (client) => void (await checkCompany(client)),
    async pull(client, _parameters, cursor) {
      const vacancies = await listVacancies(client, { fields: 'address,tags' });
      const { rows, next } = sliceAfter(vacancies, vacancyKey, cursor, VACANCIES_PER_PAGE);
      return { items: rows, next };
    },
    identify: identifyVacancy,
  };

export function vacancyKey(vacancy: FlatchrVacancy): string {
  return keyOf(vacancyId(vacancy), vacancy);
}

export function identifyVacancy(vacancy: FlatchrVacancy): string | undefined {
  return vacancyId(vacancy) ?? undefined;
}

/** The opaque id; the integer only where there is none. */
export function vacancyId({ id, vacancy_id }: FlatchrVacancy): string | null {
  return idOf(id) ?? idOf(vacancy_id);
}

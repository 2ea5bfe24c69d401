/** The features of the day's users, as the model in production takes them. */
export const featuresFile = 'features.parquet';
/** Scores of the day's users by the model in production. */
export const scoresFile = 'scores.parquet';
/** Scores of the model before, kept so that a fault of the new model can be told from a change of the world. */
export const shadowFile = 'shadow.parquet';
/** Users for whom an action is planned, those of the holdout among them. */
export const plannedFile = 'planned.parquet';
/** The list of users to contact, with every digit. */
export const contactsFile = 'churn_users.parquet';

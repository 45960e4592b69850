/** The line above the list that tells how much is loaded. */
export default `
.history {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: center;
  gap: 0.4em 0.9em;
  min-block-size: 2.4em;
  margin: 0 auto 0.8em;
  max-inline-size: 46em;
  color: var(--dim);
  font-size: 0.85em;
  text-align: center;
}
.history[hidden] { display: none; }
@media print { .history { display: none; } }
`;

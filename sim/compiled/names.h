/* What is read by name: sim/compiled/packing.py packs it in this order. */

#ifndef PARLEY_NAMES_H
#define PARLEY_NAMES_H

/* Numbers of the scenario by name, of behaviour, the war and the mediator. */
#define NUMBERS(N)                                                                                                   \
    N(discount) N(decision_hazard) N(contest_power) N(capacity_floor) N(speed) N(temptation) N(temptation_clip)      \
    N(attrition) N(shock_sd) N(held_by_a) N(blame_decay) N(act_rate) N(precision_answers) N(precision_holders)       \
    N(precision_mediator) N(weight_of_no) N(spell_epsilon) N(adoption_prior_yes) N(adoption_prior_no)                \
    N(blame_yes_but) N(blame_no) N(blame_discount) N(audience_cost) N(text_cost) N(repeat_share) N(pledge)           \
    N(partial_share) N(base) N(per_week) N(per_blame)

/* What terms do, by name; what they are worth, red lines and what lifts cards come after these. */
#define DEEDS(D)                                                                                                     \
    D(halts) D(rate) D(breach) D(rate_halted) D(breach_halted) D(monitor) D(open) D(calm) D(saved0) D(saved1)        \
    D(rearm0) D(rearm1) D(lines) D(line) D(length)

#endif

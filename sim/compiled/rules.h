/* The rules by which people choose, each as a small pure function: the same as in sim/rules.

   Stakes are in units of an actor's own stake, precisions in 1/stake, chances in [0, 1]. */

#ifndef PARLEY_RULES_H
#define PARLEY_RULES_H

#include "lanes.h"

#define NOTHING 1e-12       /* gains below this are rounding, which must decide nothing */
#define SAME 1e-12          /* texts whose worth differs by less change nothing for anyone */
#define FLOOR 1e-6          /* nothing that happens was impossible */
#define OPEN_ENDED 1e6      /* weeks of terms without a length */
#define LEAST_ODDS 2.2e-148 /* e^-340 */
#define MOST_ODDS 4.5e147   /* e^340 */
#define TINY 2.2250738585072014e-308

/* Blame after an answer: it moves by a share of what is left. */
static inline double blamed(double blame, double more) { return blame + more * (1 - blame); }

/* Mean of something over the types of a belief. */
static inline double mean(const double *belief, const double *part, int types) {
    double total = 0;
    for (int t = 0; t < types; t++) total += belief[t] * part[t];
    return total;
}

/* Public belief after an observation: Bayes on the grid of types. */
static inline void update(double *belief, const double *likelihood, int types) {
    double total = 0;
    for (int t = 0; t < types; t++) total += belief[t] *= greater(likelihood[t], FLOOR);
    for (int t = 0; t < types; t++) belief[t] /= total;
}

/* Index drawn by inverse distribution from weights that add up to `total`; the last possible one if none. */
static inline int drawn(const double *weight, int options, double total, double u) {
    double sum = 0, aim = u * total;
    int last = 0;
    for (int o = 0; o < options; o++) {
        sum += weight[o];
        if (aim < sum) return o;
        if (weight[o] > 0) last = o;
    }
    return last;
}

/* Weight of the other answers against a yes worth nothing: of a yes-but in stake, and of a flat no. */
static inline Lanes lanes_rivals(Lanes yes_but, double flat_no, double precision) {
    Lanes total = flat_no + lanes_exp_of(lanes_lesser(yes_but * precision, all_lanes(CERTAIN)));
    return lanes_between(total, LEAST_ODDS, MOST_ODDS);
}

/* Weekly chance of each option of a hand, in place of its worth, -INFINITY where there is no such option: first whether
   to act, on the best, then which. Lanes are holders and moments that differ; of_options: (options, LANES). */
static inline void play_hand(double *of_options, int options, double act_rate, double precision) {
    Lanes best = all_lanes(-1e9), total = all_lanes(1e-300);
    for (int o = 0; o < options; o++) best = lanes_greater(best, lanes(of_options + o * LANES));
    for (int o = 0; o < options; o++) {
        Lanes weight = lanes_exp_of((lanes(of_options + o * LANES) - best) * precision);
        put(of_options + o * LANES, weight);
        total += weight;
    }
    Lanes acts = act_rate * lanes_expit(best * precision) / total;
    for (int o = 0; o < options; o++) put(of_options + o * LANES, lanes(of_options + o * LANES) * acts);
}

/* What one card is expected to cost its target if talks go on: it comes with a weekly chance, or, once it is
   announced, next week with the chance that it is made good. */
static inline double expected_loss(double loss, double weekly, int announced, double made_good, double discount,
                                   double decision_hazard) {
    double on = discount * (1 - decision_hazard), later = weekly / (1 - on * (1 - weekly));
    return loss * (announced ? made_good + (1 - made_good) * on * later : later);
}

#endif

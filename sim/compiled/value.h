/* What terms do and what living under them is worth: docs/model.md, section 6; the same as in sim/rules/value.py.

   A value is affine in a belligerent's cost multiplier m: base + slope * m. */

#ifndef PARLEY_VALUE_H
#define PARLEY_VALUE_H

#include "plan.h"
#include "rules.h"

typedef struct {
    double base, slope;
} Affine;

/* What one text does. raw: every attribute as put together; the rest is made of them. */
typedef struct {
    double *raw;
    int halted, partial;
    double saved[2], rearm[2], open, rate, breach, length, renewal, calm, lines, line, red[2];
    const double *worth, *lifts; /* by actor, without land; by condition */
} Facts;

/* What an actor has at stake in the war as it stands. */
typedef struct {
    double won, slope, now, per_p, battle, ends_now, cost, land;
} Stake;

/* What the value of terms depends on besides the terms. Pairs are of sides a and b. */
typedef struct {
    double discount, decision_hazard, power, floor, weeks, ground, odds;
    double capacity[2], inflow[2], truce_inflow[2], losses[2], mean_multiplier[2];
    double speed, eta, clip;
    double fixed_burden[2], reward[2];
    double *relief[2], *burden[2]; /* by lifting condition: worth, and weekly cost, of cards that it lifts */
    int burdened[2], relieved[2];
    Stake *stake;       /* by actor */
    double log_keep[2]; /* of the discounted chance that arms do not decide, under a halted front and else */
} World;

/* One attribute of a text. */
static inline double together(const Attribute *attribute, const double *n, const int16_t *text) {
    double whole = attribute->how == SUM ? 0 : attribute->how == PRODUCT ? 1 : INFINITY;
    for (int e = 0; e < attribute->entries; e++) {
        double part = n[attribute->table[e] + text[attribute->issue[e]]];
        whole = attribute->how == SUM ? whole + part : attribute->how == PRODUCT ? whole * part : lesser(whole, part);
    }
    return whole;
}

/* Facts from attributes. */
static void settle(const Plan *plan, const double *n, Facts *facts) {
    const double *raw = facts->raw;
    int halted = raw[does_halts] > 0;
    double rank = lesser(raw[does_length], plan->ranks - 1);
    facts->halted = halted;
    facts->open = halted ? 0 : raw[does_open];
    for (int s = 0; s < 2; s++) {
        facts->saved[s] = halted ? 1 : lesser(1, raw[does_saved0 + s]);
        facts->rearm[s] = raw[does_rearm0 + s];
        facts->red[s] = 0;
        for (int r = 0; r < plan->red_parts[s]; r++) facts->red[s] += raw[plan->first_red[s] + r];
    }
    facts->partial = !halted && (facts->saved[0] > 0 || facts->saved[1] > 0 || facts->open < 1);
    facts->rate = (halted ? raw[does_rate_halted] : raw[does_rate]) * raw[does_monitor];
    facts->breach = (halted ? raw[does_breach_halted] : raw[does_breach]) * raw[does_monitor];
    facts->length = n[plan->length + (int)rank];
    facts->renewal = n[plan->renewal + (int)rank];
    facts->calm = raw[does_calm];
    facts->lines = raw[does_lines];
    facts->line = raw[does_line];
    facts->worth = raw + plan->first_worth;
    facts->lifts = raw + plan->first_lifting;
}

/* Facts of a text. */
static void facts_of(const Plan *plan, const double *n, const int16_t *text, Facts *facts) {
    for (int a = 0; a < plan->attributes; a++) facts->raw[a] = together(plan->attribute + a, n, text);
    settle(plan, n, facts);
}

/* Facts of a text that differs from another in the level of issue k. */
static void facts_of_step(const Plan *plan, const double *n, const int16_t *text, int k, int level_before,
                          const Facts *before, Facts *facts) {
    memcpy(facts->raw, before->raw, plan->attributes * sizeof(double));
    for (int i = plan->first_touch[k]; i < plan->first_touch[k + 1]; i++) {
        const Touch *touch = plan->touch + i;
        if (touch->adds)
            facts->raw[touch->attribute] += n[touch->table + text[k]] - n[touch->table + level_before];
        else
            facts->raw[touch->attribute] = together(plan->attribute + touch->attribute, n, text);
    }
    settle(plan, n, facts);
}

/* What the odds of the war put at stake for everyone. Needs all else of a world. */
static void weigh_war(const Plan *plan, World *world) {
    double delta = world->discount, mu = world->decision_hazard, den = 1 - delta * (1 - mu);
    for (int h = 0; h < plan->holders; h++) {
        Stake *stake = world->stake + plan->holder[h];
        double battle = stake->land * world->speed;
        stake->per_p = (delta * mu * stake->slope + 2 * battle) / den;
        stake->now = (delta * mu * stake->won - battle) / den + stake->per_p * world->odds;
        stake->ends_now = delta * mu * (stake->won + world->odds * stake->slope);
        stake->battle = battle * (2 * world->odds - 1);
    }
}

/* Terms under which to live, each in a world: one entry each. What they are worth is found for all at once.
   Arrays (room); by actor in the order of `actor`, sides a and b first. */
typedef struct {
    int entries, actors;
    const int *actor;
    double *fights, *rate, *breach, *length, *renewal, *left, *odds, *capacity[2], *growth[2], *inflow[2];
    double *losses[2], *log_keep;
    double **flow, **exposed, **now, **per_p, *relief[2];
    double **base, **slope, *collapse, *peace; /* found: worth is base + slope * m */
} Values;

static Values *room_for_values(Arena *arena, int room, int actors, const int *actor) {
    Values *values = TAKE(arena, Values, 1);
    values->actors = actors, values->actor = actor;
    room = padded(room);
    double **single[] = {&values->fights, &values->rate, &values->breach,   &values->length,   &values->renewal,
                         &values->left,   &values->odds, &values->log_keep, &values->collapse, &values->peace};
    double **pair[] = {values->capacity, values->growth, values->inflow, values->losses, values->relief};
    double ***by_actor[] = {&values->flow, &values->exposed, &values->now, &values->per_p, &values->base,
                            &values->slope};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) *single[i] = TAKE(arena, double, room);
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++)
        for (int s = 0; s < 2; s++) pair[i][s] = TAKE(arena, double, room);
    for (size_t i = 0; i < sizeof by_actor / sizeof *by_actor; i++) {
        *by_actor[i] = TAKE(arena, double *, actors);
        for (int a = 0; a < actors; a++) (*by_actor[i])[a] = TAKE(arena, double, room);
    }
    return values;
}

/* Enter terms in a world; `weeks_left` of them. */
static void enter(const Plan *plan, Values *values, const World *world, const Facts *facts, double weeks_left) {
    int e = values->entries++, fights = !facts->halted;
    double delta = world->discount;
    values->fights[e] = fights;
    values->rate[e] = facts->rate, values->breach[e] = facts->breach;
    values->length[e] = facts->length, values->renewal[e] = facts->renewal, values->left[e] = weeks_left;
    values->odds[e] = world->odds;
    values->log_keep[e] = world->log_keep[fights];
    for (int s = 0; s < 2; s++) {
        values->capacity[s][e] = world->capacity[s];
        values->growth[s][e] = facts->rearm[s] * world->truce_inflow[s];
        values->inflow[s][e] = world->inflow[s], values->losses[s][e] = world->losses[s];
        values->relief[s][e] = 0;
    }
    for (int a = 0; a < values->actors; a++) {
        int i = values->actor[a];
        const Stake *stake = world->stake + i;
        double demands = facts->worth[i] + stake->land * (facts->line - world->ground * facts->lines);
        double regime = facts->open * stake->battle + (fights ? stake->ends_now : 0), now = stake->now;
        double exposed = i < 2 ? 1 - facts->saved[i] : fights;
        if (i < 2) {
            double burden = world->fixed_burden[i];
            if (world->burdened[i])
                for (int k = 0; k < plan->lifting; k++) burden += world->burden[i][k] * (1 - facts->lifts[k]);
            if (world->relieved[i])
                for (int k = 0; k < plan->lifting; k++)
                    values->relief[i][e] += world->relief[i][k] * facts->lifts[k];
            if (burden != 0) {
                regime -= exposed * burden;
                now -= burden / (1 - delta * (1 - world->decision_hazard));
            }
            if (facts->halted) regime += (1 - delta) * world->reward[i];
        }
        values->flow[a][e] = (1 - delta) * demands + regime; /* of living under the terms for a week */
        values->exposed[a][e] = exposed;                     /* to the cost of the fighting that goes on */
        values->now[a][e] = now;                             /* of fighting on at today's odds */
        values->per_p[a][e] = stake->per_p;
    }
}

/* What it is worth to live under the terms that were entered. Sides a and b set the hazard: how truces die, and what
   tempts a side to break them (Werner & Yuen 2005; Fortna 2003). */
static void find_values(Values *values, const World *world) {
    double delta = world->discount, mu = world->decision_hazard, war_den = 1 - delta * (1 - mu);
    for (int e = values->entries; e < padded(values->entries); e++) /* what is not there */
        values->fights[e] = 1, values->length[e] = OPEN_ENDED;
    for (int e = 0; e < values->entries; e += LANES) {
        Lanes fights = lanes(values->fights + e), rate = lanes(values->rate + e), breach = lanes(values->breach + e);
        Lanes length = lanes(values->length + e), renewal = lanes(values->renewal + e);
        Lanes a = lanes(values->capacity[0] + e), b = lanes(values->capacity[1] + e);
        Lanes keep = delta * (1.0 - mu * fights), safe = lanes_exp_of(-(rate + breach)); /* where nothing tempts */

        /* odds after the truce that the terms are expected to give, as they let sides rearm */
        Lanes gone = all_lanes(0);
        if (sum_of_lanes(fights) < LANES) {
            Lanes lasts = lanes_lesser(length, 1.0 / (1.0 - delta * safe));
            Lanes after = lanes_contest(a + lasts * lanes(values->growth[0] + e), b + lasts * lanes(values->growth[1] + e),
                                        lanes(values->inflow[0] + e), lanes(values->inflow[1] + e),
                                        lanes(values->losses[0] + e), lanes(values->losses[1] + e), world->weeks,
                                        world->power, world->floor);
            gone = (1.0 - fights) * (after - lanes(values->odds + e));
        }

        Lanes relapse = keep * (1.0 - safe), per_week = 1.0 / (1.0 - (keep - relapse)), tempted = all_lanes(-INFINITY);
        for (int i = 0; i < 2; i++) {
            double typed = world->stake[i].cost, m = world->mean_multiplier[i], cost = m * (typed / war_den);
            Lanes now = lanes(values->now[i] + e), exposed = lanes(values->exposed[i] + e);
            Lanes outside = now + lanes(values->per_p[i] + e) * gone;
            Lanes rest = now - cost + (exposed * (typed * m) - relapse * (outside - cost)) * per_week;
            tempted = lanes_greater(tempted, rest - lanes(values->flow[i] + e) * per_week);
        }
        Lanes hazard = breach + rate * lanes_exp_of(lanes_between(tempted * world->eta, -world->clip, world->clip));
        Lanes survives = lanes_exp_of(-hazard), stays = keep * survives;

        /* terms with a length are renewed, or lapse and leave the war as it will be by then */
        Lanes weight = 1.0 / (1.0 - stays), lapses = all_lanes(0);
        if (-greatest_of_lanes(-length) < OPEN_ENDED) {
            Lanes log_stays = lanes(values->log_keep + e) - hazard;
            Lanes whole = lanes_exp_of(length * log_stays), left = lanes_exp_of(lanes(values->left + e) * log_stays);
            Lanes renewed = left * renewal / (1.0 - whole * renewal);
            weight *= 1.0 - left + renewed * (1.0 - whole);
            lapses = (1.0 - renewal) * (left + renewed * whole);
        }
        Lanes falls = (keep - stays) * weight + lapses;

        put(values->collapse + e, 1.0 - survives);
        put(values->peace + e, (1.0 - delta) * weight);
        for (int i = 0; i < values->actors; i++) {
            double typed = world->stake[values->actor[i]].cost;
            Lanes outside = lanes(values->now[i] + e) + lanes(values->per_p[i] + e) * gone;
            Lanes base = lanes(values->flow[i] + e) * weight + falls * outside;
            Lanes slope = -(lanes(values->exposed[i] + e) * typed * weight + falls * (typed / war_den));
            int side = values->actor[i] < 2; /* for all others the cost of the war has no type */
            put(values->base[i] + e, base + (side ? lanes(values->relief[i] + e) : slope));
            put(values->slope[i] + e, side ? slope : all_lanes(0));
        }
    }
}

#endif

/* What terms do and what living under them is worth: docs/model.md, section 6; the same as in sim/rules/value.py.

   A value is affine in a belligerent's cost multiplier m: base + slope * m. Several stand side by side in lanes: of
   several texts in the world as it is, or of one text in several worlds. */

#ifndef PARLEY_VALUE_H
#define PARLEY_VALUE_H

#include "plan.h"
#include "rules.h"

typedef struct {
    double base, slope;
} Affine;

/* What texts do, each in a column. raw: (attributes, room), every attribute as put together; all else is made of it. */
typedef struct {
    int room;
    double *raw, *halted, *partial, *open, *saved[2], *rearm[2], *rate, *breach, *length, *renewal, *red[2];
    double *safe; /* weekly chance to stand where nothing tempts */
} Facts;

/* What an actor has at stake in the war: Dv of side b's victory, what side a's would add, weekly cost, all the land; and
   what follows for a week: of arms that may decide it, of the land that a week's battle may win, of fighting on. */
typedef struct {
    double won, slope, cost, land, decided, decided_slope, battle, now, now_slope;
} Stake;

/* What the value of terms depends on besides the terms and the course of the war. Pairs are of sides a and b. */
typedef struct {
    double discount, decision_hazard, power, floor, speed, eta, clip, weeks, ground;
    double den; /* a week's share of a war that goes on until arms decide */
    double log_keep[2]; /* of the discounted chance that arms do not decide, under a halted front and else */
    double mean_multiplier[2], fixed_burden[2], reward[2];
    double *relief[2], *burden[2]; /* by lifting condition: worth, and weekly cost, of cards that it lifts */
    int burdened[2], relieved[2];
    Stake *stake; /* by actor */
} World;

/* The course of the war, in lanes. */
typedef struct {
    Lanes odds, capacity[2], inflow[2], truce_inflow[2], losses[2];
} War;

/* Columns of facts side by side: those from `column` on, or the one at `column` in all lanes; weeks left of them, or
   less than none where they have their whole length before them. */
typedef struct {
    const Facts *facts;
    int column, same;
    double left;
} Terms;

static double *attribute_row(const Facts *facts, int attribute) { return facts->raw + (size_t)attribute * facts->room; }

static Facts room_for_facts(const Plan *plan, Arena *arena, int room) {
    Facts facts = {.room = padded(room)};
    double **single[] = {&facts.halted, &facts.partial, &facts.open,    &facts.rate,
                         &facts.breach, &facts.length,  &facts.renewal, &facts.safe};
    double **pair[] = {facts.saved, facts.rearm, facts.red};
    facts.raw = TAKE(arena, double, plan->attributes * facts.room);
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) *single[i] = TAKE(arena, double, facts.room);
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++)
        for (int s = 0; s < 2; s++) pair[i][s] = TAKE(arena, double, facts.room);
    return facts;
}

/* One attribute of a text that is a product, or the least, of what its issues do. */
static inline double together(const Plan *plan, int a, const double *n, const int16_t *text) {
    const Attribute *attribute = plan->attribute + a;
    double whole = plan->neutral[a];
    for (int e = 0; e < attribute->entries; e++) {
        double part = n[attribute->table[e] + text[attribute->issue[e]]];
        whole = attribute->how == PRODUCT ? whole * part : lesser(whole, part);
    }
    return whole;
}

/* Every attribute of a text, in columns from `first` to `end` - 1. */
static void enter(const Plan *plan, const double *n, const int16_t *text, Facts *facts, int first, int end) {
    double whole[plan->attributes];
    memcpy(whole, plan->neutral, sizeof whole);
    const Touch *sum = plan->part[SUM], *product = plan->part[PRODUCT], *least = plan->part[LEAST];
    for (int i = 0; i < plan->parts[SUM]; i++) whole[sum[i].attribute] += n[sum[i].table + text[sum[i].issue]];
    for (int i = 0; i < plan->parts[PRODUCT]; i++)
        whole[product[i].attribute] *= n[product[i].table + text[product[i].issue]];
    for (int i = 0; i < plan->parts[LEAST]; i++)
        whole[least[i].attribute] = lesser(whole[least[i].attribute], n[least[i].table + text[least[i].issue]]);
    for (int a = 0; a < plan->attributes; a++) {
        double *row = attribute_row(facts, a);
        if (end - first == 1)
            row[first] = whole[a];
        else
            for (int m = first; m < end; m += LANES) put(row + m, all_lanes(whole[a]));
    }
}

/* The attributes that a step on issue k changes; the rest of the column is as before it. */
static void enter_step(const Plan *plan, const double *n, const int16_t *text, int k, int level_before, Facts *facts,
                       int column) {
    for (int i = plan->first_touch[k]; i < plan->first_touch[k + 1]; i++) {
        const Touch *touch = plan->touch + i;
        double *row = attribute_row(facts, touch->attribute);
        row[column] = touch->adds ? row[column] + (n[touch->table + text[k]] - n[touch->table + level_before])
                                  : together(plan, touch->attribute, n, text);
    }
}

/* Facts from attributes, in columns from `first` to `end` - 1. */
static void settle(const Plan *plan, const double *n, Facts *facts, int first, int end) {
    const double *rank = attribute_row(facts, does_length);
    Lanes none = all_lanes(0), one = all_lanes(1);
    for (int m = first; m < end; m += LANES) {
#define DOES(name) lanes(attribute_row(facts, does_##name) + m)
        LaneBits halts = (LaneBits)(DOES(halts) > 0.0);
        Lanes open = chosen(halts, none, DOES(open)), partial = chosen((LaneBits)(open < 1.0), one, none);
        put(facts->halted + m, chosen(halts, one, none));
        put(facts->open + m, open);
        Lanes rate = chosen(halts, DOES(rate_halted), DOES(rate)) * DOES(monitor);
        Lanes breach = chosen(halts, DOES(breach_halted), DOES(breach)) * DOES(monitor);
        put(facts->rate + m, rate), put(facts->breach + m, breach);
        put(facts->safe + m, lanes_exp_of(-(rate + breach)));
#undef DOES
        for (int s = 0; s < 2; s++) {
            Lanes saved = lanes_lesser(lanes(attribute_row(facts, does_saved0 + s) + m), one), red = none;
            for (int r = 0; r < plan->red_parts[s]; r++) red += lanes(attribute_row(facts, plan->first_red[s] + r) + m);
            partial = chosen((LaneBits)(saved > 0.0), one, partial);
            put(facts->saved[s] + m, chosen(halts, one, saved));
            put(facts->rearm[s] + m, lanes(attribute_row(facts, does_rearm0 + s) + m));
            put(facts->red[s] + m, red);
        }
        put(facts->partial + m, chosen(halts, none, partial));
    }
    for (int m = first; m < end; m++) {
        int place = (int)lesser(rank[m], plan->ranks - 1);
        facts->length[m] = n[plan->length + place];
        facts->renewal[m] = n[plan->renewal + place];
    }
}

/* Facts of a single text, in column 0. */
static void facts_of(const Plan *plan, const double *n, const int16_t *text, Facts *facts) {
    enter(plan, n, text, facts, 0, 1);
    settle(plan, n, facts, 0, 1);
}

static inline Lanes pick(const Terms *terms, const double *row) {
    return terms->same ? all_lanes(row[terms->column]) : lanes(row + terms->column);
}

static inline Lanes attribute_of_terms(const Terms *terms, int attribute) {
    return pick(terms, attribute_row(terms->facts, attribute));
}

/* What terms put at stake for an actor. */
typedef struct {
    Lanes flow;    /* of living under them for a week, without the typed cost of fighting */
    Lanes exposed; /* to the cost of the fighting that goes on */
    Lanes now;     /* of fighting on at today's odds, without the typed cost */
    Lanes relief;  /* of what they lift */
} AtStake;

/* What follows from what an actor has at stake. */
static inline void weigh_stake(const World *world, Stake *stake) {
    double deciding = world->discount * world->decision_hazard;
    stake->decided = deciding * stake->won, stake->decided_slope = deciding * stake->slope;
    stake->battle = stake->land * world->speed;
    stake->now = (stake->decided - stake->battle) / world->den;
    stake->now_slope = (stake->decided_slope + 2 * stake->battle) / world->den;
}

static inline AtStake at_stake(const Plan *plan, const World *world, const Terms *terms, const War *war, Lanes halted,
                               int i) {
    const Stake *stake = world->stake + i;
    double delta = world->discount;
    Lanes open = pick(terms, terms->facts->open), line = attribute_of_terms(terms, does_line);
    Lanes lines = attribute_of_terms(terms, does_lines), fights = 1.0 - halted;
    Lanes demands = attribute_of_terms(terms, plan->first_worth + i) + stake->land * (line - world->ground * lines);
    AtStake found = {.exposed = fights, .now = stake->now + stake->now_slope * war->odds};
    found.flow = (1 - delta) * demands + open * (stake->battle * (2.0 * war->odds - 1.0)) +
                 fights * (stake->decided + stake->decided_slope * war->odds);
    if (i > 1) return found;
    found.exposed = 1.0 - pick(terms, terms->facts->saved[i]);
    found.flow += halted * ((1 - delta) * world->reward[i]);
    Lanes burden = all_lanes(world->fixed_burden[i]);
    for (int k = 0; k < plan->lifting && world->burdened[i]; k++)
        burden += world->burden[i][k] * (1.0 - attribute_of_terms(terms, plan->first_lifting + k));
    for (int k = 0; k < plan->lifting && world->relieved[i]; k++)
        found.relief += world->relief[i][k] * attribute_of_terms(terms, plan->first_lifting + k);
    found.flow -= found.exposed * burden;
    found.now -= burden * (1 / world->den);
    return found;
}

/* What it is worth to some actors to live under terms. Sides a and b set the hazard: how truces die, and what tempts a
   side to break them (Werner & Yuen 2005; Fortna 2003). base, slope: by actor as asked; peace: weight of the time under
   the terms. Returns the weekly chance of collapse. */
static Lanes value(const Plan *plan, const World *world, const Terms *terms, const War *war, const int *actors,
                   int count, Lanes *base, Lanes *slope, Lanes *peace) {
    double delta = world->discount, mu = world->decision_hazard;
    Lanes halted = pick(terms, terms->facts->halted), rate = pick(terms, terms->facts->rate);
    Lanes breach = pick(terms, terms->facts->breach), length = pick(terms, terms->facts->length);
    Lanes keep = delta * (1.0 - mu * (1.0 - halted)), safe = pick(terms, terms->facts->safe);

    /* odds after the truce that the terms are expected to give, as they let sides rearm */
    Lanes gone = all_lanes(0), rearmed[2];
    if (greatest_of_lanes(halted) > 0) {
        Lanes lasts = lanes_lesser(length, 1.0 / (1.0 - delta * safe));
        for (int s = 0; s < 2; s++)
            rearmed[s] = war->capacity[s] + lasts * pick(terms, terms->facts->rearm[s]) * war->truce_inflow[s];
        Lanes after = lanes_contest(rearmed[0], rearmed[1], war->inflow[0], war->inflow[1], war->losses[0],
                                    war->losses[1], world->weeks, world->power, world->floor);
        gone = halted * (after - war->odds);
    }

    Lanes relapse = keep * (1.0 - safe), per_week = 1.0 / (1.0 - (keep - relapse)), tempted = all_lanes(-INFINITY);
    AtStake side[2];
    for (int i = 0; i < 2; i++) {
        side[i] = at_stake(plan, world, terms, war, halted, i);
        double typed = world->stake[i].cost, m = world->mean_multiplier[i], cost = m * (typed / world->den);
        Lanes outside = side[i].now + world->stake[i].now_slope * gone;
        Lanes rest = side[i].now - cost + (side[i].exposed * (typed * m) - relapse * (outside - cost)) * per_week;
        tempted = lanes_greater(tempted, rest - side[i].flow * per_week);
    }
    Lanes hazard = breach + rate * lanes_exp_of(lanes_between(tempted * world->eta, -world->clip, world->clip));
    Lanes survives = lanes_exp_of(-hazard), stays = keep * survives;

    /* terms with a length are renewed, or lapse and leave the war as it will be by then */
    Lanes weight = 1.0 / (1.0 - stays), lapses = all_lanes(0);
    if (-greatest_of_lanes(-length) < OPEN_ENDED) {
        Lanes renewal = pick(terms, terms->facts->renewal);
        Lanes log_stays = chosen((LaneBits)(halted > 0.0), all_lanes(world->log_keep[0]), all_lanes(world->log_keep[1]));
        log_stays -= hazard;
        Lanes whole = lanes_exp_of(length * log_stays);
        Lanes left = terms->left < 0 ? whole : lanes_exp_of(terms->left * log_stays);
        Lanes renewed = left * renewal / (1.0 - whole * renewal);
        weight *= 1.0 - left + renewed * (1.0 - whole);
        lapses = (1.0 - renewal) * (left + renewed * whole);
    }
    Lanes falls = (keep - stays) * weight + lapses;
    *peace = (1.0 - delta) * weight;
    for (int a = 0; a < count; a++) {
        int i = actors[a];
        double typed = world->stake[i].cost;
        AtStake its = i < 2 ? side[i] : at_stake(plan, world, terms, war, halted, i);
        base[a] = its.flow * weight + falls * (its.now + world->stake[i].now_slope * gone) + its.relief;
        slope[a] = -(its.exposed * typed * weight + falls * (typed / world->den));
        if (i > 1) { /* for whom the cost of the war has no type */
            base[a] += slope[a];
            slope[a] = all_lanes(0);
        }
    }
    return 1.0 - survives;
}

#endif

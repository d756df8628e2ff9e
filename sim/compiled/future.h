/* One future of a negotiation: its state, and the world as rules want it. The same as in sim/negotiation.py. */

#ifndef PARLEY_FUTURE_H
#define PARLEY_FUTURE_H

#include "plan.h"
#include "rules.h"
#include "value.h"

/* A side that must sign. */
typedef struct {
    int type, answer, has_condition;
    double *belief, blame, asked, adopted; /* belief (T) of the public about its type */
    int16_t *condition;                    /* (K) terms that it has asked for */
} Side;

typedef struct {
    int resolute;
    double believed_resolute;
} Actor;

/* Which text was answered in which week, and how: a text that comes back within a spell keeps its answers. */
typedef struct {
    int64_t code; /* -1: no text was read */
    int answer[2], has_condition[2];
    int16_t *condition; /* (2, K) */
} Page;

/* Facts for the record, by kind: the first full agreement, the first partial one. */
typedef struct {
    int first_answer[2], signed_[2], ended[2], signatures, collapses, lapses, violated_weeks, talks_ended;
    int arms_decided, victor;
    double surplus[2];
} Record;

/* Luck, as sim/streams.py addresses it: by seed, purpose and word of a stream, week and replication. */
typedef struct {
    uint64_t seed;
    const uint64_t *purpose, *word; /* by stream */
    const double *shock[2];         /* (weeks + 1, count) normal ones */
    int64_t first, count;           /* replications of every point of a design */
    int64_t weeks, streams;
} Luck;

typedef struct {
    int64_t group; /* of four replications, from 1 */
    double four[4];
} Draws;

typedef struct {
    const double *n; /* numbers of the scenario in this future */
    double *multiplier[2], *red_factor[2]; /* by type, in whole lanes */
    const Luck *luck;
    Draws *draws; /* by stream and week */
    int64_t replication, place; /* place of the replication among those of its point */
    int week;
    double capacity[2], inflow[2], truce_inflow[2], losses[2], odds, ground;
    double event_inflow[2], event_losses[2], event_cost[2];
    int16_t *terms, *text, *lapsed, *room; /* in force; on the table; lapsed; room for another */
    int has_lapsed, in_force, halted, partial, talks, decided, collapsed, signed_full, signed_partial;
    double weeks_left, clock, spell_odds, going_on;
    int clock_reset, spell_over, spell_start;
    unsigned char *happened;
    int *status, *since, *announced, *played, *dropped; /* by card */
    double *made_good, *weekly;                         /* by card; by option of all hands: weekly chances */
    Side side[2];
    Actor *actor;
    Page *page; /* by week */
    Facts standing, won; /* of the terms in force; of the end that each side's victory would bring */
    World world;
    Record record;
    int reads; /* whether the table is read this week */
} Future;

/* Four uniform numbers in [0, 1), of four replications next to each other, at one address (Philox 4x64-10, Salmon et
   al. 2011). */
static void draw_four(const Luck *luck, int stream, uint64_t week, uint64_t replication, double four[4]) {
    const uint64_t a = 0xD2E7470EE14C6C93u, b = 0xCA5A826395121157u;
    uint64_t key[2] = {luck->seed, luck->purpose[stream]};
    uint64_t x[4] = {week * 256 + replication % 1024 / 4 + 1, luck->word[stream], 0, replication / 1024};
    for (int round = 0; round < 10; round++) {
        unsigned __int128 one = (unsigned __int128)a * x[0], other = (unsigned __int128)b * x[2];
        x[0] = (uint64_t)(other >> 64) ^ x[1] ^ key[0];
        x[2] = (uint64_t)(one >> 64) ^ x[3] ^ key[1];
        x[1] = (uint64_t)other;
        x[3] = (uint64_t)one;
        key[0] += 0x9E3779B97F4A7C15u;
        key[1] += 0xBB67AE8584CAA73Bu;
    }
    for (int i = 0; i < 4; i++) four[i] = (double)(x[i] >> 11) * (1.0 / 9007199254740992.0);
}

/* A uniform number in [0, 1) at its address; its neighbours' are kept until their turn comes. */
static double luck(const Future *f, int stream, int week) {
    Draws *draws = f->draws + stream * f->luck->weeks + week;
    int64_t group = f->replication / 4 + 1;
    if (draws->group != group) {
        draw_four(f->luck, stream, (uint64_t)week, (uint64_t)f->replication, draws->four);
        draws->group = group;
    }
    return draws->four[f->replication % 4];
}

static inline int at_the_table(const Future *f) { return f->talks && !f->decided && !f->halted; }

/* Whether a side stands by a condition that it has asked for. */
static inline int stands(const Future *f, int side) {
    return f->side[side].answer == CONDITIONAL && f->side[side].has_condition;
}

/* Whether the terms in force lift a card. */
static inline int lifted_now(const Plan *plan, const Future *f, const Card *card) {
    return card->lift_class >= 0 && attribute_row(&f->standing, plan->first_lifting + card->lift_class)[0] > 0;
}

/* Strength of a card in force: what is left of it after the weeks since it came. */
static inline double strength(const Plan *plan, const Future *f, int c) {
    double erosion = f->n[plan->card[c].erosion];
    return erosion == 1 ? 1 : pow(erosion, f->week - f->since[c]);
}

/* Worth today of the weekly cost of a card in force that is not only felt while fighting. */
static inline double stream_left(const Plan *plan, const Future *f, int c) {
    const Card *card = plan->card + c;
    return strength(plan, f, c) * f->n[card->war_cost] / (1 - f->n[at_discount] * f->n[card->erosion]);
}

/* Inflow and losses of this moment, from cards in force and events, and the odds that follow. */
static void take_stock(const Plan *plan, Future *f) {
    for (int s = 0; s < 2; s++) {
        f->inflow[s] = f->truce_inflow[s] = f->n[plan->inflow + s] + f->event_inflow[s];
        f->losses[s] = f->n[at_attrition] + f->event_losses[s];
    }
    for (int c = 0; c < plan->C; c++) {
        const Card *card = plan->card + c;
        if (!card->flows || f->status[c] != IN_FORCE) continue;
        for (int s = 0; s < 2; s++) {
            f->inflow[s] += f->n[card->inflow + s];
            f->losses[s] += f->n[card->attrition + s];
            if (!card->while_fighting) f->truce_inflow[s] += f->n[card->inflow + s];
        }
    }
    f->odds = contest(f->capacity[0], f->capacity[1], f->inflow[0], f->inflow[1], f->losses[0], f->losses[1],
                      f->world.weeks, f->n[at_contest_power], f->n[at_capacity_floor]);
}

/* What of the world never changes in a future. */
static void found_world(const Plan *plan, Future *f) {
    const double *n = f->n;
    World *world = &f->world;
    double keep = n[at_discount] * (1 - n[at_decision_hazard]);
    world->discount = n[at_discount], world->decision_hazard = n[at_decision_hazard];
    world->power = n[at_contest_power], world->floor = n[at_capacity_floor], world->speed = n[at_speed];
    world->eta = n[at_temptation], world->clip = n[at_temptation_clip];
    world->den = 1 - keep;
    world->weeks = 1 / world->den - 1;
    world->log_keep[0] = log_of(n[at_discount]), world->log_keep[1] = log_of(keep);
    for (int a = 0; a < plan->A; a++) {
        world->stake[a].cost = n[plan->cost + a];
        world->stake[a].land = n[plan->ground + a];
    }
}

/* The world of this moment. */
static void describe_world(const Plan *plan, Future *f) {
    const double *n = f->n;
    World *world = &f->world;
    world->ground = f->ground;
    for (int s = 0; s < 2; s++) {
        world->mean_multiplier[s] = mean(f->side[s].belief, n + plan->multiplier[s], plan->T[s]);
        world->fixed_burden[s] = f->event_cost[s];
        world->reward[s] = n[plan->halt + s];
        world->burdened[s] = world->relieved[s] = 0;
        memset(world->relief[s], 0, plan->lifting * sizeof(double));
        memset(world->burden[s], 0, plan->lifting * sizeof(double));
    }
    for (int c = 0; c < plan->C; c++) {
        const Card *card = plan->card + c;
        int s = card->target, k = card->lift_class;
        if (s < 0 || f->status[c] != IN_FORCE) continue;
        double strong = strength(plan, f, c), weekly = strong * n[card->war_cost];
        world->reward[s] += strong * n[card->deal_value];
        if (card->while_fighting && k < 0) {
            world->fixed_burden[s] += weekly;
        } else if (card->while_fighting) {
            world->burden[s][k] += weekly;
            world->burdened[s] = 1;
        } else if (k >= 0) {
            world->relief[s][k] += stream_left(plan, f, c);
            world->relieved[s] = 1;
        }
    }
    for (int h = 0; h < plan->holders; h++) {
        int a = plan->holder[h];
        Stake *stake = world->stake + a;
        double end[2];
        for (int s = 0; s < 2; s++) {
            double line = attribute_row(&f->won, does_line)[s], lines = attribute_row(&f->won, does_lines)[s];
            end[s] = attribute_row(&f->won, plan->first_worth + a)[s] + stake->land * (line - f->ground * lines);
        }
        stake->won = end[1];
        stake->slope = end[0] - end[1];
        weigh_stake(world, stake);
    }
}

/* The course of the war at this moment, in all lanes. */
static War war_of(const Future *f) {
    War war = {.odds = all_lanes(f->odds)};
    for (int s = 0; s < 2; s++) {
        war.capacity[s] = all_lanes(f->capacity[s]), war.losses[s] = all_lanes(f->losses[s]);
        war.inflow[s] = all_lanes(f->inflow[s]), war.truce_inflow[s] = all_lanes(f->truce_inflow[s]);
    }
    return war;
}

#endif

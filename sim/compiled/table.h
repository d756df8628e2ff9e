/* The table as everybody reads it in a week: texts, what they are worth, cards, and what each answer would bring.
   The same as in sim/menu.py, sim/hands.py, sim/forecast.py and sim/reading.py, for one future.

   Letters: T types, M texts (row 0 is the text on the table), F cards that bear on the war. The pairs [resolute,
   irresolute] and [after a yes-but, after a no] are axes of length 2. */

#ifndef PARLEY_TABLE_H
#define PARLEY_TABLE_H

#include "future.h"

/* Everything that the phases of a week decide by. Arrays (M), those by type (T, widest). */
typedef struct {
    int texts, *number;             /* place among all that could be on the menu of what stands in each row of it */
    int16_t *today, *other_text[3]; /* as they were when the menu was made: conditions of both sides, lapsed terms */
    int64_t *code;
    double *base[2], *slope[2], *red[2], *mediator, *peace; /* over going on; red lines that a text crosses */
    double *full, *partial;
    double *gain[2], *against[2]; /* (M, types) */
    double *signs[2], *accepts[2], *spare, *proposal;
    double *best[2], *first[2], *second[2]; /* by type: the best condition, what it is worth, what the next is worth */
    double adoption[2], expected[2][2], yes_relief[2], expected_gain;
    int64_t condition_code[2];
    Facts menu; /* of all that could be on it, each in its place: today's text, moves, packages, others; or all texts */
    unsigned char *on, *allowed; /* which of them are, and may be */
    int64_t *codes, other_code[3]; /* of what somebody asks for, as it was laid at last */
    Affine *worth; /* (1 + F, text or terms in force, actor) */
    double peace_now;
    double *capacity[2], *inflow[2], *truce_inflow[2], *losses[2]; /* (1 + F) as things stand, and with a card played */
    int flow, *played; /* how many cards bear on the war now; row of `worth` with each of them played, else 0 */
    unsigned char *available;
    double *chance, *made_good; /* of each option, of each card once it is announced: (options or C, LANES) */
    double *loss, *brings, *push, *signing[2], signs_now[2], *holder_gain; /* push: (C, types) */
} Table;

static void lay_table(const Plan *plan, Arena *arena, Table *table) {
    int M = padded(plan->widest), T = plan->types;
    table->number = TAKE(arena, int, M);
    table->code = TAKE(arena, int64_t, M);
    table->today = TAKE(arena, int16_t, plan->K);
    for (int other = 0; other < 3; other++) table->other_text[other] = TAKE(arena, int16_t, plan->K);
    for (int i = 0; i < 2; i++) {
        table->base[i] = TAKE(arena, double, M), table->slope[i] = TAKE(arena, double, M);
        table->red[i] = TAKE(arena, double, M);
        table->gain[i] = TAKE(arena, double, M *T), table->against[i] = TAKE(arena, double, M *T);
        table->signs[i] = TAKE(arena, double, M), table->accepts[i] = TAKE(arena, double, M);
        table->best[i] = TAKE(arena, double, T), table->signing[i] = TAKE(arena, double, T);
        table->first[i] = TAKE(arena, double, T), table->second[i] = TAKE(arena, double, T);
    }
    table->mediator = TAKE(arena, double, M), table->peace = TAKE(arena, double, M);
    table->full = TAKE(arena, double, M), table->partial = TAKE(arena, double, M);
    table->spare = TAKE(arena, double, M);
    table->proposal = TAKE(arena, double, M);
    table->menu = room_for_facts(plan, arena, M);
    table->on = TAKE(arena, unsigned char, M), table->allowed = TAKE(arena, unsigned char, M);
    table->codes = TAKE(arena, int64_t, M);
    table->worth = TAKE(arena, Affine, padded(1 + plan->C) * 2 * plan->A);
    for (int s = 0; s < 2; s++) {
        table->capacity[s] = TAKE(arena, double, padded(1 + plan->C));
        table->inflow[s] = TAKE(arena, double, padded(1 + plan->C));
        table->truce_inflow[s] = TAKE(arena, double, padded(1 + plan->C));
        table->losses[s] = TAKE(arena, double, padded(1 + plan->C));
    }
    table->played = TAKE(arena, int, plan->C);
    table->available = TAKE(arena, unsigned char, plan->C);
    table->chance = TAKE(arena, double, plan->options *LANES);
    table->made_good = TAKE(arena, double, plan->C *LANES);
    table->loss = TAKE(arena, double, plan->C), table->brings = TAKE(arena, double, plan->C);
    table->push = TAKE(arena, double, plan->C * T);
    table->holder_gain = TAKE(arena, double, plan->A);
}

/* What the pen's pledge adds to a text. */
static inline double pledge(const Future *f, double full, double partial) {
    const double *n = f->n;
    double first = n[at_pledge], second = n[at_pledge] * n[at_partial_share];
    return full * (f->signed_full ? first * n[at_repeat_share] : first) +
           partial * (f->signed_partial ? second * n[at_repeat_share] : second);
}

/* --- the menu ------------------------------------------------------------------------------------------------ */

static int64_t code_of(const Plan *plan, const int16_t *text) {
    int64_t code = 0;
    for (int k = 0; k < plan->K; k++) code += plan->stride[k] * text[k];
    return code;
}

/* Whether a text joins levels that may never be combined. */
static int forbidden(const Plan *plan, const int16_t *text) {
    for (int b = 0; b < plan->bans; b++)
        if (plan->ban[b].these[text[plan->ban[b].one]] && plan->ban[b].those[text[plan->ban[b].other]]) return 1;
    return 0;
}

static void package_text(const Plan *plan, int p, int16_t *text) {
    for (int k = 0; k < plan->K; k++) text[k] = (int16_t)plan->packages[p * plan->K + k];
}

/* Text at a place of the menu. */
static void text_at(const Plan *plan, const Table *table, int place, int16_t *text) {
    int package = place - plan->packages_at, other = package - plan->P;
    memcpy(text, table->today, plan->K * sizeof *text);
    if (place == 0) return;
    if (plan->all_texts) {
        for (int k = 0; k < plan->K; k++) text[k] = (int16_t)((place - 1) / plan->stride[k] % plan->levels[k]);
    } else if (package < 0) {
        int k = plan->move_issue[place - 1], step = plan->move_step[place - 1];
        text[k] = (int16_t)(plan->levels[k] == 2 ? 1 - text[k] : text[k] + step);
    } else if (other < 0) {
        package_text(plan, package, text);
    } else {
        memcpy(text, table->other_text[other], plan->K * sizeof *text);
    }
}

/* Text that stands in a row of the menu. */
static void text_of(const Plan *plan, const Table *table, int row, int16_t *text) {
    text_at(plan, table, table->number[row], text);
}

/* What stays at its place in all weeks of a future: packages, or all texts. Nothing else is there yet. */
static void lay_what_stays(const Plan *plan, const double *n, Table *table, int16_t *text) {
    int first = plan->all_texts ? 1 : plan->packages_at, count = plan->all_texts ? (int)plan->texts : plan->P;
    for (int place = first; place < first + count; place++) {
        text_at(plan, table, place, text);
        enter(plan, n, text, &table->menu, place, place + 1);
        table->codes[place] = code_of(plan, text);
        table->allowed[place] = !forbidden(plan, text);
    }
    settle(plan, n, &table->menu, 0, plan->places);
    table->codes[0] = table->other_code[0] = table->other_code[1] = table->other_code[2] = -1;
}

/* Today's text, and one level up or down from it. */
static void lay_moves(const Plan *plan, Future *f, Table *table) {
    int16_t *text = f->room;
    memcpy(text, f->text, plan->K * sizeof *text);
    enter(plan, f->n, text, &table->menu, 0, plan->packages_at);
    for (int place = 1; place <= plan->moves; place++) {
        int k = plan->move_issue[place - 1], before = text[k];
        int after = plan->levels[k] == 2 ? 1 - before : before + plan->move_step[place - 1];
        table->allowed[place] = 0;
        if (after < 0 || after >= plan->levels[k]) continue;
        text[k] = (int16_t)after;
        table->codes[place] = table->codes[0] + plan->stride[k] * (after - before);
        table->allowed[place] = !forbidden(plan, text);
        if (table->allowed[place]) enter_step(plan, f->n, text, k, before, &table->menu, place);
        text[k] = (int16_t)before;
    }
    settle(plan, f->n, &table->menu, 0, plan->packages_at);
}

/* What somebody has asked for: conditions that stand, lapsed terms. */
static void lay_others(const Plan *plan, Future *f, Table *table) {
    int first = plan->packages_at + plan->P, fresh = 0;
    for (int other = 0; other < 3; other++) {
        const int16_t *text = table->other_text[other];
        int place = first + other, there = other < 2 ? stands(f, other) : f->has_lapsed;
        table->codes[place] = there ? code_of(plan, text) : -1;
        table->allowed[place] = there && !forbidden(plan, text);
        if (!there || table->codes[place] == table->other_code[other]) continue;
        table->other_code[other] = table->codes[place];
        enter(plan, f->n, text, &table->menu, place, place + 1);
        fresh = 1;
    }
    if (fresh) settle(plan, f->n, &table->menu, first / LANES * LANES, plan->places);
}

/* Whether a package, or what somebody asks for, is among the moves, or what is asked for stands at an earlier place. */
static int known_already(const Plan *plan, const Future *f, const Table *table, int place) {
    int steps = 0, asked_for = place >= plan->packages_at + plan->P;
    text_at(plan, table, place, f->room);
    for (int k = 0; k < plan->K; k++) steps += abs(f->room[k] - f->text[k]);
    for (int earlier = plan->packages_at; asked_for && earlier < place; earlier++)
        if (table->codes[earlier] == table->codes[place]) return 1;
    return steps < 2;
}

/* What each text of the menu would bring, over going on; what changes nothing for both sides and the pen is left out. */
static void weigh_menu(const Plan *plan, const Future *f, Table *table) {
    const Affine *going_on = table->worth + plan->A; /* as things stand, of the terms in force */
    War war = war_of(f);
    Lanes base[3], slope[3], peace, less[3] = {0};
    double today[8];
    for (int i = 0; i < plan->asked; i++) less[i] = all_lanes(going_on[plan->asks[i]].base);
    for (int i = 0; i < 2; i++) less[i] -= table->yes_relief[i];
    table->texts = 0;
    for (int place = 0; place < plan->places; place += LANES) {
        Terms terms = {&table->menu, place, 0, -1};
        value(plan, &f->world, &terms, &war, plan->asks, plan->asked, base, slope, &peace);
        Lanes worth[7] = {base[0],  base[1], slope[0], slope[1], lanes(table->menu.red[0] + place),
                          lanes(table->menu.red[1] + place), plan->asked > 2 ? base[2] : all_lanes(0)};
        Lanes change = all_lanes(0);
        for (int i = 0; i < 7; i++) {
            if (place == 0) today[i] = worth[i][0];
            Lanes apart = worth[i] - today[i];
            change = lanes_greater(change, lanes_greater(apart, -apart));
        }
        for (int i = 0; i < 2; i++) worth[i] -= less[i], worth[2 + i] -= going_on[i].slope;
        worth[6] -= less[2];
        for (int lane = 0; lane < LANES; lane++) {
            int at = place + lane, row = table->texts;
            if (!table->on[at] || (at > 0 && change[lane] <= SAME)) continue;
            for (int i = 0; i < 2; i++) {
                table->base[i][row] = worth[i][lane], table->slope[i][row] = worth[2 + i][lane];
                table->red[i][row] = worth[4 + i][lane];
            }
            table->mediator[row] = worth[6][lane];
            table->peace[row] = peace[lane];
            table->full[row] = table->menu.halted[at], table->partial[row] = table->menu.partial[at];
            table->number[row] = at, table->code[row] = table->codes[at];
            table->texts++;
        }
    }
}

/* All that could be on the menu, and which of it is; what today's text does stands at place 0. */
static void lay_menu(const Plan *plan, Future *f, Table *table) {
    size_t size = plan->K * sizeof(int16_t);
    int64_t in_force = code_of(plan, f->terms), today = code_of(plan, f->text);
    int moved_on = table->codes[0] != today;
    table->codes[0] = today;
    memcpy(table->today, f->text, size);
    for (int i = 0; i < 2; i++) memcpy(table->other_text[i], f->side[i].condition, size);
    memcpy(table->other_text[2], f->lapsed, size);
    if (plan->all_texts && moved_on) {
        enter(plan, f->n, f->text, &table->menu, 0, 1);
        settle(plan, f->n, &table->menu, 0, 1);
    } else if (moved_on) {
        lay_moves(plan, f, table);
    }
    if (!plan->all_texts) lay_others(plan, f, table);
    for (int place = 1; place < plan->places; place++) {
        int64_t code = table->codes[place];
        table->on[place] = table->allowed[place] && code != in_force && code != today;
        if (place >= plan->packages_at && table->on[place]) table->on[place] = !known_already(plan, f, table, place);
    }
    table->on[0] = 1;
}

/* --- the cards ----------------------------------------------------------------------------------------------- */

/* Value of the text (row 0) or of the terms in force (1) to a holder at its mean type, with the f-th card played. */
static inline double worth_to(const Plan *plan, const Future *f, const Table *table, int holder, int played, int row) {
    Affine worth = table->worth[(played * 2 + row) * plan->A + holder];
    return holder < 2 ? worth.base + worth.slope * f->world.mean_multiplier[holder] : worth.base;
}

/* What the text and the terms in force are worth to every holder, as things stand and with each card played that bears
   on the war: one lane for each. */
static void weigh_terms(const Plan *plan, Future *f, Table *table) {
    const double *n = f->n;
    table->flow = 0;
    for (int c = 0; c < plan->C; c++) {
        const Card *card = plan->card + c;
        table->played[c] = card->flows && !card->withdraws && table->available[c] ? ++table->flow : 0;
        int i = table->played[c];
        for (int s = 0; s < 2 && i; s++) {
            table->capacity[s][i] = greater(n[at_capacity_floor], f->capacity[s] + n[card->capacity + s]);
            table->inflow[s][i] = f->inflow[s] + n[card->inflow + s];
            table->truce_inflow[s][i] = f->truce_inflow[s] + (card->while_fighting ? 0 : n[card->inflow + s]);
            table->losses[s][i] = f->losses[s] + n[card->attrition + s];
        }
    }
    for (int s = 0; s < 2; s++) {
        table->capacity[s][0] = f->capacity[s], table->inflow[s][0] = f->inflow[s];
        table->truce_inflow[s][0] = f->truce_inflow[s], table->losses[s][0] = f->losses[s];
    }
    for (int first = 0; first <= table->flow; first += LANES) {
        War war;
        Lanes base[plan->holders], slope[plan->holders], peace;
        for (int s = 0; s < 2; s++) {
            war.capacity[s] = lanes(table->capacity[s] + first), war.inflow[s] = lanes(table->inflow[s] + first);
            war.truce_inflow[s] = lanes(table->truce_inflow[s] + first), war.losses[s] = lanes(table->losses[s] + first);
        }
        war.odds = lanes_contest(war.capacity[0], war.capacity[1], war.inflow[0], war.inflow[1], war.losses[0],
                                 war.losses[1], f->world.weeks, f->world.power, f->world.floor);
        for (int row = 0; row < 2; row++) {
            const Facts *facts = row ? &f->standing : &table->menu;
            Terms terms = {facts, 0, 1, row ? f->weeks_left : -1};
            value(plan, &f->world, &terms, &war, plan->holder, plan->holders, base, slope, &peace);
            if (first == 0 && row == 0) table->peace_now = peace[0];
            for (int lane = 0; lane < LANES && first + lane <= table->flow; lane++)
                for (int h = 0; h < plan->holders; h++) {
                    Affine worth = {base[h][lane], slope[h][lane]};
                    table->worth[((first + lane) * 2 + row) * plan->A + plan->holder[h]] = worth;
                }
        }
    }
}

/* What playing a card adds to its target's gain of signing, by type, and to its holder by itself. */
static double push_of(const Plan *plan, const Future *f, Table *table, int c, int holder, int side) {
    const double *n = f->n;
    const Card *card = plan->card + c;
    double loss = n[card->phase] * n[card->war_cost] * n[card->stream], direct = 0, slope = 0;
    double push = card->lifted_by_yes ? n[at_discount] * loss : 0;
    int lifted = card->lift_class >= 0 && attribute_row(&table->menu, plan->first_lifting + card->lift_class)[0] > 0;
    if (lifted || (card->while_fighting && table->menu.halted[0] > 0)) push = loss != 0 ? loss : push;
    push += n[card->phase] * n[card->deal_value] * table->menu.halted[0] * table->peace_now;
    if (table->played[c]) {
        const Affine *now = table->worth, *then = table->worth + 2 * table->played[c] * plan->A;
        int in_force = plan->A + side;
        push += (then[side].base - then[in_force].base) - (now[side].base - now[in_force].base);
        slope = (then[side].slope - then[in_force].slope) - (now[side].slope - now[in_force].slope);
        loss += worth_to(plan, f, table, side, 0, 1) - worth_to(plan, f, table, side, table->played[c], 1);
        direct = worth_to(plan, f, table, holder, table->played[c], 1) - worth_to(plan, f, table, holder, 0, 1);
    }
    for (int t = 0; t < plan->types; t += LANES)
        put(table->push + c * plan->types + t, push + slope * lanes(f->multiplier[side] + t));
    table->loss[c] = loss;
    return direct;
}

/* Chance that a side signs once a card adds a share of its push to what signing gains it. */
static double moved(const Plan *plan, const Future *f, const Table *table, int c, int side, double share) {
    const double *belief = f->side[side].belief, *signing = table->signing[side];
    const double *push = table->push + c * plan->types;
    Lanes total = all_lanes(0);
    for (int t = 0; t < plan->types; t += LANES) {
        Lanes odds = lanes_odds_against(lanes(push + t) * share, f->n[at_precision_answers]);
        total += lanes(belief + t) / (1.0 + lanes(signing + t) * odds);
    }
    return sum_of_lanes(total);
}

/* Lanes of a card or an option: [resolute, irresolute] x [after a yes-but, after a no], and then, of a card, at the
   blame of now: resolute, irresolute; of an option, the same four once more, as if no card waited. */
enum { NOW_RESOLUTE = 4, NOW_IRRESOLUTE = 5, WAITING = 4 };

/* Weigh a hand of cards that press a side for an answer, and what they are expected to cost it. chance: (O, LANES). */
static void press(const Plan *plan, const Future *f, Table *table, const Hand *hand, double *chance) {
    const double *n = f->n, *resolve = n + plan->resolve + 2 * hand->holder;
    double lambda = n[at_precision_holders], audience = n[at_audience_cost], delta = n[at_discount];
    double kappa = n[at_blame_discount], blame = f->side[hand->side].blame;
    double signs = table->signs_now[hand->side], other = table->signs_now[1 - hand->side];
    double stake = other * table->holder_gain[hand->holder], still_open = delta * (1 - other * signs);
    double believed = f->actor[hand->holder].believed_resolute, *net = chance, *brings = table->brings;
    double yes_but = 1 - kappa * blamed(blame, n[at_blame_yes_but]), no = 1 - kappa * blamed(blame, n[at_blame_no]);
    Lanes dear = {resolve[0] * yes_but, resolve[0] * no, resolve[1] * yes_but, resolve[1] * no,
                  resolve[0] * (1 - kappa * blame), resolve[1] * (1 - kappa * blame)}; /* a unit of blowback */
    const Option *option = hand->option;
    for (int o = 0; o < hand->options; o++) {
        int c = option[o].card;
        if (option[o].way != PLAY || !table->available[c]) continue;
        double direct = push_of(plan, f, table, c, hand->holder, hand->side);
        brings[c] = (moved(plan, f, table, c, hand->side, 1) - signs) * stake + direct;
    }
    for (int o = 0; o < hand->options; o++) {
        int c = option[o].card;
        if (option[o].way != PLAY || !table->available[c]) continue;
        Lanes play = brings[c] - n[plan->card[c].blowback] * dear;
        put(net + o * LANES, play);
        put(table->made_good + c * LANES, lanes_expit((play + audience) * lambda));
    }
    for (int o = 1; o < hand->options; o++) { /* to announce a card stands behind to play it */
        int c = option[o].card;
        if (option[o].way != ANNOUNCE || !table->available[c]) continue;
        const double *good = table->made_good + c * LANES;
        double credible = good[NOW_IRRESOLUTE] + believed * (good[NOW_RESOLUTE] - good[NOW_IRRESOLUTE]);
        double threat = (moved(plan, f, table, c, hand->side, delta * credible) - signs) * stake;
        put(net + o * LANES, threat + still_open * (lanes(good) * (lanes(net + (o - 1) * LANES) + audience) - audience));
    }
    for (int o = 0; o < hand->options; o++) {
        int c = option[o].card;
        Lanes of = lanes(net + o * LANES), none = all_lanes(-INFINITY);
        of = __builtin_shufflevector(of, f->status[c] == ANNOUNCED ? none : of, 0, 1, 2, 3, 8, 9, 10, 11);
        put(net + o * LANES, table->available[c] ? of : none);
    }
    play_hand(net, hand->options, n[at_act_rate], lambda);
    for (int o = 0; o < hand->options; o++) {
        int c = option[o].card;
        if (option[o].way != PLAY || !table->available[c]) continue;
        const double *good = table->made_good + c * LANES, *ways = chance + o * LANES;
        int announces = o + 1 < hand->options && option[o + 1].card == c;
        for (int b = 0; b < 2; b++) {
            double weekly[2];
            for (int r = 0; r < 2; r++)
                weekly[r] = ways[2 * r + b] + (announces ? ways[LANES + 2 * r + b] * good[2 * r + b] : 0);
            double expected = expected_loss(table->loss[c], believed * weekly[0] + (1 - believed) * weekly[1],
                                            f->status[c] == ANNOUNCED, believed * good[b] + (1 - believed) * good[2 + b],
                                            delta, n[at_decision_hazard]);
            table->expected[hand->side][b] += expected;
        }
    }
}

/* Net worth of a card of war or of a gesture, of a resolute and of an irresolute holder. */
static void weigh_at_war(const Plan *plan, const Future *f, const Table *table, int c, int holder, double net[2]) {
    const double *n = f->n;
    const Card *card = plan->card + c;
    double brings = 0, price = n[card->blowback];
    if (card->gesture) {
        const double *expected = table->expected[holder];
        double blame = f->side[holder].blame;
        double rise = blamed(blame, n[at_blame_no]) - blamed(blame, n[at_blame_yes_but]);
        double slope = rise > 0 ? (expected[1] - expected[0]) / rise : 0;
        brings = n[at_discount] * slope * n[card->eases_blame] * blame;
    } else {
        if (table->played[c])
            brings = worth_to(plan, f, table, holder, table->played[c], 1) - worth_to(plan, f, table, holder, 0, 1);
        if (card->target >= 0) price *= 1 - n[at_blame_discount] * f->side[card->target].blame;
    }
    for (int r = 0; r < 2; r++) net[r] = brings - price * n[plan->resolve + 2 * holder + r];
}

/* Weigh a hand of war cards and gestures, which no answer and no waiting card changes. chance: (O, LANES). */
static void wage(const Plan *plan, const Future *f, Table *table, const Hand *hand, double *chance) {
    for (int o = 0; o < hand->options; o++) {
        int c = hand->option[o].card;
        double net[2] = {-INFINITY, -INFINITY};
        if (table->available[c] && f->status[c] == IDLE) weigh_at_war(plan, f, table, c, hand->holder, net);
        Lanes by_resolve = {net[0], net[0], net[1], net[1], net[0], net[0], net[1], net[1]};
        put(chance + o * LANES, by_resolve);
    }
    play_hand(chance, hand->options, f->n[at_act_rate], f->n[at_precision_holders]);
}

/* What signing a text gains each type of a side from `t` on: its worth over going on, less the red lines it crosses. */
static inline Lanes gain_of(const Future *f, int side, int t, double base, double slope, double red) {
    return base + slope * lanes(f->multiplier[side] + t) - red * lanes(f->red_factor[side] + t);
}

/* Weigh all cards at the text on the table. */
static void weigh_cards(const Plan *plan, Future *f, Table *table) {
    const double *n = f->n;
    memset(table->expected, 0, sizeof table->expected);
    for (int i = 0; i < 2; i++) {
        const Affine *text = table->worth + i, *in_force = table->worth + plan->A + i;
        double base = text->base - in_force->base + table->yes_relief[i], slope = text->slope - in_force->slope;
        Lanes signs = all_lanes(0);
        for (int t = 0; t < plan->types; t += LANES) {
            Lanes gain = gain_of(f, i, t, base, slope, table->menu.red[i][0]);
            Lanes against = lanes_odds_against(gain, n[at_precision_answers]);
            put(table->signing[i] + t, against);
            signs += lanes(f->side[i].belief + t) / (1.0 + against);
        }
        table->signs_now[i] = sum_of_lanes(signs);
    }
    for (int h = 0; h < plan->holders; h++) {
        int a = plan->holder[h];
        table->holder_gain[a] = worth_to(plan, f, table, a, 0, 0) - worth_to(plan, f, table, a, 0, 1);
        if (a == plan->pen) table->holder_gain[a] += pledge(f, table->menu.halted[0], table->menu.partial[0]);
    }
    for (int h = 0; h < plan->H; h++) {
        const Hand *hand = plan->hand + h;
        double *chance = table->chance + (size_t)hand->first * LANES;
        if (hand->side >= 0)
            press(plan, f, table, hand, chance);
        else
            wage(plan, f, table, hand, chance);
    }
}

/* --- what both sides would answer to every text --------------------------------------------------------------- */

/* Row of numbers of a text, by type. */
static inline double *by_type(const Plan *plan, double *const of[2], int side, int row) {
    return of[side] + (size_t)row * plan->types;
}

/* What a text is worth as a condition: above nothing only where the type gains more than rounding itself. */
static inline Lanes hope_of(Lanes gain, double other_signs) { return (gain - NOTHING) * other_signs; }

/* Chance that each side signs each text, and what each type gains by that. */
static void forecast_signing(const Plan *plan, const Future *f, Table *table, int i) {
    double precision = f->n[at_precision_answers];
    memset(table->signs[i], 0, table->texts * sizeof(double));
    for (int t = 0; t < plan->types; t += LANES) {
        Lanes belief = lanes(f->side[i].belief + t);
        for (int m = 0; m < table->texts; m++) {
            Lanes gain = gain_of(f, i, t, table->base[i][m], table->slope[i][m], table->red[i][m]);
            Lanes against = lanes_odds_against(gain, precision);
            put(by_type(plan, table->gain, i, m) + t, gain);
            put(by_type(plan, table->against, i, m) + t, against);
            table->signs[i][m] += sum_of_lanes(belief / (1.0 + against));
        }
    }
}

/* The condition that is best for each type: the first of those that are so but for rounding, or 0; what it is worth, and
   what the best of all others is worth. Lanes are types from `t` on. */
static void find_conditions(const Plan *plan, Table *table, int i, int t) {
    const double *signs = table->signs[1 - i];
    Lanes none = all_lanes(0), top = all_lanes(-INFINITY), second = top, best = none, worth = none;
    for (int m = 0; m < table->texts; m++) {
        Lanes hope = hope_of(lanes(by_type(plan, table->gain, i, m) + t), signs[m]);
        second = lanes_greater(second, lanes_lesser(hope, top));
        top = lanes_greater(hope, top);
    }
    Lanes least = lanes_greater(top - NOTHING, all_lanes(TINY));
    for (int m = table->texts - 1; m >= 0; m--) {
        Lanes hope = hope_of(lanes(by_type(plan, table->gain, i, m) + t), signs[m]);
        LaneBits good = (LaneBits)(hope >= least);
        best = chosen(good, all_lanes(m), best), worth = chosen(good, hope, worth);
    }
    put(table->best[i] + t, best);
    put(table->first[i] + t, lanes_greater(top, none));
    put(table->second[i] + t, lanes_greater(chosen((LaneBits)(worth >= top), second, top), none));
}

/* Chance that a side accepts each text, as it weighs a yes against its best condition and a flat no. */
static void forecast_answers(const Plan *plan, const Future *f, Table *table, int i) {
    const double *n = f->n, *feared = table->expected[i];
    double precision = n[at_precision_answers], no = n[at_weight_of_no], delta = n[at_discount];
    double flat_no = between(no * exp_of(lesser(-delta * feared[1] * precision, CERTAIN)), LEAST_ODDS, MOST_ODDS);
    double *accepts = table->accepts[i], *dread = table->spare;
    int M = table->texts;
    memset(accepts, 0, padded(M) * sizeof(double));
    for (int m = 0; m < M && plan->threat_returns; m += LANES) /* what a truce that falls brings back */
        put(dread + m, lanes_exp_of(lanes_lesser(precision * delta * feared[0] * (1.0 - lanes(table->peace + m)),
                                                 all_lanes(CERTAIN))));
    for (int t = 0; t < plan->types; t += LANES) {
        find_conditions(plan, table, i, t);
        Lanes best = lanes(table->best[i] + t), belief = lanes(f->side[i].belief + t), others[2], only_no;
        others[0] = others[1] = only_no = all_lanes(flat_no); /* weight of other answers, and without the best text */
        for (int left_out = 0; left_out < 2 && plan->conditional; left_out++) {
            Lanes hope = lanes((left_out ? table->second[i] : table->first[i]) + t);
            others[left_out] = lanes_rivals((hope * table->adoption[i] - feared[0]) * delta, flat_no, precision);
        }
        for (int m = 0; m < M; m++) {
            Lanes against = lanes(by_type(plan, table->against, i, m) + t);
            if (plan->threat_returns) against *= dread[m];
            Lanes rivals = chosen((LaneBits)(best == m), others[1], others[0]); /* no text is its own condition, */
            if (table->code[m] == table->condition_code[i]) rivals = only_no;   /* nor is what was asked for by now */
            accepts[m] += sum_of_lanes(belief / (1.0 + against * rivals));
        }
    }
}

/* What both sides would answer to every text. */
static void forecast(const Plan *plan, const Future *f, Table *table) {
    for (int i = 0; i < 2; i++) forecast_signing(plan, f, table, i);
    for (int i = 0; i < 2; i++) forecast_answers(plan, f, table, i);
}

/* What proposing each text is worth to the pen, or to the side and type whose turn it is. */
static void worth_of_proposing(const Plan *plan, const Future *f, Table *table, int turn) {
    const double *n = f->n, *first = table->accepts[0], *second = table->accepts[1];
    double full = plan->pen >= 0 ? pledge(f, 1, 0) : 0, partial = plan->pen >= 0 ? pledge(f, 0, 1) : 0;
    Lanes none = all_lanes(0), best = none, most = all_lanes(-INFINITY), place = {0, 1, 2, 3, 4, 5, 6, 7};
    for (int m = 0; m < table->texts; m += LANES) {
        Lanes fully = lanes(table->full + m), gain = lanes(table->mediator + m);
        gain += fully * full + lanes(table->partial + m) * partial;
        put(table->spare + m, gain);
        best = lanes_greater(best, fully * lanes(first + m) * lanes(second + m) * gain);
    }
    double next = n[at_discount] * greatest_of_lanes(best);
    for (int m = 0; m < table->texts; m += LANES, place += LANES) {
        Lanes gain = lanes(table->spare + m) + lanes(table->partial + m) * next;
        Lanes worth = lanes(first + m) * lanes(second + m) * gain;
        worth -= chosen((LaneBits)(place > 0.0), all_lanes(n[at_text_cost]), none);
        worth = chosen((LaneBits)(place < (double)table->texts), worth, all_lanes(-INFINITY));
        put(table->proposal + m, worth);
        most = lanes_greater(most, worth);
    }
    table->expected_gain = greatest_of_lanes(most);
    if (turn < 0) return;
    int type = f->side[turn].type;
    for (int m = 0; m < table->texts; m++)
        table->proposal[m] = table->accepts[1 - turn][m] * by_type(plan, table->gain, turn, m)[type] -
                             (m > 0 ? n[at_text_cost] : 0);
}

/* Read the table. turn: the side that offers a text, or -1. */
static void read_table(const Plan *plan, Future *f, Table *table, int turn) {
    const double *n = f->n;
    lay_menu(plan, f, table);
    for (int i = 0; i < 2; i++) {
        const Side *side = f->side + i;
        table->adoption[i] = (n[at_adoption_prior_yes] + side->adopted) /
                             (n[at_adoption_prior_yes] + n[at_adoption_prior_no] + side->asked);
        table->condition_code[i] = side->has_condition ? code_of(plan, side->condition) : -1;
        table->yes_relief[i] = 0;
    }
    for (int c = 0; c < plan->C; c++) {
        const Card *card = plan->card + c;
        table->available[c] = f->status[c] <= ANNOUNCED && n[card->consent] > 0 && !lifted_now(plan, f, card);
        if (card->lifted_by_yes && card->target >= 0 && f->status[c] == IN_FORCE)
            table->yes_relief[card->target] += n[at_discount] * stream_left(plan, f, c);
    }
    describe_world(plan, f);
    weigh_terms(plan, f, table);
    weigh_cards(plan, f, table);
    weigh_menu(plan, f, table);
    forecast(plan, f, table);
    worth_of_proposing(plan, f, table, turn);
}

/* --- the choice of an answer ----------------------------------------------------------------------------------- */

/* The first of the other texts that are as good as `worth` for a type as a condition, but for rounding. */
static int next_condition(const Plan *plan, const Table *table, int i, int t, int row, double worth) {
    double least = greater(worth - NOTHING, TINY);
    for (int m = 0; m < table->texts; m++) {
        Lanes hope = hope_of(all_lanes(by_type(plan, table->gain, i, m)[t]), table->signs[1 - i][m]);
        if (m != row && hope[0] >= least) return m;
    }
    return 0;
}

/* What each type of a side would answer to the text in a row: chances (3, types) of accept, conditional and reject
   (rational inattention with a base rate of flat refusals, Matejka & McKay 2015), and the row of the condition that it
   would state with a yes-but, -1 for none. */
static void choose(const Plan *plan, const Future *f, Table *table, int i, int row, double *chances, int *stated) {
    const double *n = f->n;
    double precision = n[at_precision_answers], delta = n[at_discount], fear = table->expected[i][0];
    double refusal = log_of(n[at_weight_of_no]) - precision * delta * table->expected[i][1];
    double lost = plan->threat_returns ? delta * (1 - table->peace[row]) * fear : 0;
    double *yes = chances, *elsewhere = chances + plan->types, *no = elsewhere + plan->types;
    int open = plan->conditional && table->code[row] != table->condition_code[i];
    for (int t = 0; t < plan->T[i]; t++) {
        int best = (int)table->best[i][t], itself = best == row; /* the text itself: it cannot be its own condition */
        yes[t] = by_type(plan, table->gain, i, row)[t] - lost;
        elsewhere[t] = itself ? table->second[i][t] : table->first[i][t];
        stated[t] = elsewhere[t] <= 0 ? -1 : itself ? next_condition(plan, table, i, t, row, elsewhere[t]) : best;
    }
    for (int t = 0; t < plan->T[i]; t += LANES) {
        Lanes accept = lanes(yes + t) * precision, reject = all_lanes(refusal), yes_but = all_lanes(-INFINITY);
        if (open) yes_but = (lanes(elsewhere + t) * table->adoption[i] - fear) * (delta * precision);
        Lanes top = lanes_greater(lanes_greater(accept, reject), yes_but);
        accept = lanes_exp_of(accept - top), yes_but = lanes_exp_of(yes_but - top), reject = lanes_exp_of(reject - top);
        Lanes total = accept + yes_but + reject;
        put(yes + t, accept / total), put(elsewhere + t, yes_but / total), put(no + t, reject / total);
    }
}

#endif

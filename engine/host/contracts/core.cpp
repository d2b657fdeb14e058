// SPDX-License-Identifier: Apache-2.0
// What any actor or provider is asked by its host.
#include "engine/host/contracts/messages.h"

namespace watchglass::contracts::detail {

namespace {

using enum FieldType;
constexpr auto required = Field::Required;

constexpr Field configurationFields[] = {
    {"module", Text, 1, "key of the actor", required},
    {"values", Headers, 2, "settings of the link, and what the host adds to them: __wascc_issuer and so on"},
};
constexpr Message configuration{"CapabilityConfiguration", configurationFields};

constexpr Field healthRequestFields[] = {{"placeholder", Flag, 1, "means nothing"}};
constexpr Message healthRequest{"HealthRequest", healthRequestFields};

constexpr Field healthFields[] = {
    {"healthy", Flag, 0, "whether it can work"},
    {"message", Text, 0, "why not"},
};
constexpr Message health{"HealthCheckResponse", healthFields};

constexpr Field liveUpdateFields[] = {{"newModule", Binary, 1, "the module to run from now on", required}};
constexpr Message liveUpdate{"LiveUpdate", liveUpdateFields};

constexpr Field descriptionFields[] = {
    {"name", Text, 0, "of the operation"},
    {"direction", Text, 0, "to_actor, to_provider or both"},
    {"doctext", Text, 0, "what it does"},
};
constexpr Message description{"OperationDescriptor", descriptionFields};
constexpr Field descriptorFields[] = {
    {"id", Text, 0, "of the capability"},
    {"name", Text, 0, "for people"},
    {"version", Text, 0, "of the provider"},
    {"revision", U32, 0, "by which versions are compared"},
    {"longDescription", Text, 0, "what it does"},
    {"supportedOperations", NestedList, 0, "what can be called", Field::Usual, &description},
};
constexpr Message descriptor{"CapabilityDescriptor", descriptorFields};

constexpr Form bindForms[] = {{"Configure", &configuration, nullptr, Dialect::Wascc}};
constexpr Form healthForms[] = {{"Actor.HealthRequest", &healthRequest, &health}};
constexpr Form describeForms[] = {{"IdentifyCapability", nullptr, &descriptor, Dialect::Wascc}};

constexpr Operation operations[] = {
    {"BindActor", Direction::ToProvider, &configuration, nullptr, "Links an actor, with the settings of the link.",
     bindForms},
    {"RemoveActor", Direction::ToProvider, &configuration, nullptr, "Ends the link of an actor."},
    {"HealthRequest", Direction::ToActor, &healthRequest, &health,
     "Asks whether it can work. Actors of 2020 answer with nothing.", healthForms},
    {"GetCapabilityDescriptor", Direction::ToProvider, nullptr, &descriptor, "Asks a provider what it is.",
     describeForms},
    {"PerformLiveUpdate", Direction::ToActor, &liveUpdate, nullptr, "Replaces the code of an actor."},
    {"Initialize", Direction::ToActor, nullptr, nullptr, "Comes before anything else, from some hosts."},
};

} // namespace

std::span<const Operation> coreOperations()
{
    return operations;
}

} // namespace watchglass::contracts::detail

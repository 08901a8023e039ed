___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "Pathworth",
  "brand": {
    "id": "brand_dummy",
    "displayName": "Pathworth"
  },
  "description": "Loads the tag of your own Pathworth collector, honours Consent Mode, and records events.",
  "containerContexts": [
    "WEB"
  ],
  "categories": [
    "ANALYTICS",
    "ATTRIBUTION"
  ]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "RADIO",
    "name": "action",
    "displayName": "What it does",
    "radioItems": [
      {
        "value": "start",
        "displayValue": "Starts the tag on the page"
      },
      {
        "value": "event",
        "displayValue": "Records an event"
      }
    ],
    "simpleValueType": true,
    "defaultValue": "start"
  },
  {
    "type": "TEXT",
    "name": "collector",
    "displayName": "Address of the collector",
    "simpleValueType": true,
    "valueHint": "https://t.shop.example",
    "help": "Where /p.shop.js is, without a slash at its end.",
    "valueValidators": [
      {
        "type": "NON_EMPTY"
      },
      {
        "type": "REGEX",
        "args": [
          "^https://[^?#]*[^/?#]$"
        ],
        "errorMessage": "An address that begins with https:// and ends without a slash"
      }
    ],
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "start",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "site",
    "displayName": "Site",
    "simpleValueType": true,
    "valueHint": "shop",
    "help": "Its public id: what stands in data-site.",
    "valueValidators": [
      {
        "type": "NON_EMPTY"
      }
    ],
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "start",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "SELECT",
    "name": "consent",
    "displayName": "Consent",
    "selectItems": [
      {
        "value": "mode",
        "displayValue": "Consent Mode: wait for analytics_storage"
      },
      {
        "value": "page",
        "displayValue": "Wait for pathworth('consent', …) of the page"
      },
      {
        "value": "none",
        "displayValue": "Record at once"
      }
    ],
    "simpleValueType": true,
    "defaultValue": "mode",
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "start",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "domains",
    "displayName": "Further domains of the shop",
    "simpleValueType": true,
    "help": "By commas: links to them carry the visitor id. See data-domains.",
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "start",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "paymentHosts",
    "displayName": "Own domains of Stripe's payment links",
    "simpleValueType": true,
    "help": "By commas, beside buy.stripe.com. See data-payment-hosts.",
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "start",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "CHECKBOX",
    "name": "ignoresGpc",
    "checkboxText": "Record although the browser sends Global Privacy Control",
    "simpleValueType": true,
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "start",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "CHECKBOX",
    "name": "ignoresDataLayer",
    "checkboxText": "Hear no events of the dataLayer",
    "simpleValueType": true,
    "help": "Else view_item, add_to_cart, purchase and so on are heard as they are pushed, and need no tag.",
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "start",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "event",
    "displayName": "Name of the event",
    "simpleValueType": true,
    "valueHint": "add_to_cart",
    "valueValidators": [
      {
        "type": "NON_EMPTY"
      },
      {
        "type": "REGEX",
        "args": [
          "^[a-z0-9_]{1,64}$"
        ],
        "errorMessage": "1 to 64 of a-z, 0-9 and _"
      }
    ],
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "event",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "SIMPLE_TABLE",
    "name": "props",
    "displayName": "Its properties",
    "simpleTableColumns": [
      {
        "name": "name",
        "displayName": "Name",
        "type": "TEXT",
        "defaultValue": ""
      },
      {
        "name": "value",
        "displayName": "Value",
        "type": "TEXT",
        "defaultValue": ""
      }
    ],
    "enablingConditions": [
      {
        "paramName": "action",
        "paramValue": "event",
        "type": "EQUALS"
      }
    ]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

const addConsentListener = require('addConsentListener');
const callInWindow = require('callInWindow');
const copyFromWindow = require('copyFromWindow');
const createArgumentsQueue = require('createArgumentsQueue');
const encodeUriComponent = require('encodeUriComponent');
const injectScript = require('injectScript');
const isConsentGranted = require('isConsentGranted');
const makeTableMap = require('makeTableMap');

const CONSENT_TYPE = 'analytics_storage';

// Until the tag is there, calls wait in a queue that it makes up.
if (!copyFromWindow('pathworth')) createArgumentsQueue('pathworth', 'pathworth.q');

// "Not granted" is where Consent Mode begins, and no answer: only a change to it is a denial.
const followConsentMode = () => {
  if (isConsentGranted(CONSENT_TYPE)) callInWindow('pathworth', 'consent', 'granted');
  addConsentListener(CONSENT_TYPE, (type, isGranted) => {
    callInWindow('pathworth', 'consent', isGranted ? 'granted' : 'denied');
  });
};

// The tag reads from its own address what stands in attributes elsewhere.
const addressOf = (settings) => {
  let address = data.collector + '/p.shop.js?site=' + encodeUriComponent(data.site);
  settings.forEach((setting) => {
    if (setting[1]) address += '&' + setting[0] + '=' + encodeUriComponent(setting[1]);
  });
  return address;
};

if (data.action === 'event') {
  callInWindow('pathworth', data.event, makeTableMap(data.props || [], 'name', 'value') || {});
  data.gtmOnSuccess();
} else {
  if (data.consent === 'mode') followConsentMode();
  const address = addressOf([
    ['consent', data.consent === 'none' ? '' : 'wait'],
    ['domains', data.domains],
    ['paymentHosts', data.paymentHosts],
    ['gpc', data.ignoresGpc ? 'ignore' : ''],
    ['autocart', data.ignoresDataLayer ? 'off' : ''],
  ]);
  injectScript(address, data.gtmOnSuccess, data.gtmOnFailure, address);
}


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {
        "publicId": "access_globals",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "pathworth"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "pathworth.q"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "inject_script",
        "versionId": "1"
      },
      "param": [
        {
          "key": "urls",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 1,
                "string": "https://*/*"
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "access_consent",
        "versionId": "1"
      },
      "param": [
        {
          "key": "consentTypes",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "analytics_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  }
]


___TESTS___

scenarios:
- name: Loads the tag of the collector, which waits for Consent Mode
  code: |-
    mock('copyFromWindow', undefined);
    mock('isConsentGranted', false);
    runCode({action: 'start', collector: 'https://t.shop.example', site: 'shop', consent: 'mode'});
    assertApi('createArgumentsQueue').wasCalledWith('pathworth', 'pathworth.q');
    assertApi('addConsentListener').wasCalled();
    assertApi('callInWindow').wasNotCalled();
    assertApi('injectScript').wasCalled();
- name: Says that consent was granted before the tag loads
  code: |-
    mock('copyFromWindow', undefined);
    mock('isConsentGranted', true);
    runCode({action: 'start', collector: 'https://t.shop.example', site: 'shop', consent: 'mode'});
    assertApi('callInWindow').wasCalledWith('pathworth', 'consent', 'granted');
- name: Asks nobody when it records at once
  code: |-
    mock('copyFromWindow', undefined);
    runCode({action: 'start', collector: 'https://t.shop.example', site: 'shop', consent: 'none'});
    assertApi('isConsentGranted').wasNotCalled();
    assertApi('addConsentListener').wasNotCalled();
    assertApi('injectScript').wasCalled();
- name: Records an event, and leaves a tag that is there alone
  code: |-
    mock('copyFromWindow', {});
    const props = [{name: 'item_id', value: 'A-1'}];
    runCode({action: 'event', event: 'add_to_cart', props: props});
    assertApi('createArgumentsQueue').wasNotCalled();
    assertApi('callInWindow').wasCalledWith('pathworth', 'add_to_cart', {item_id: 'A-1'});
    assertApi('injectScript').wasNotCalled();


___NOTES___

Of Pathworth, see README.md beside this file.

<?php
/**
 * Plugin Name:          Pathworth for WooCommerce
 * Description:          Adds the tag of your own Pathworth collector, and keeps the visitor id with each order.
 * Version:              0.1.0
 * Requires at least:    6.4
 * Requires PHP:         7.4
 * Requires Plugins:     woocommerce
 * WC requires at least: 8.2
 * License:              MIT
 * Text Domain:          pathworth-for-woocommerce
 */

defined( 'ABSPATH' ) || exit;

/** The option that holds the settings: collector, site, consent, domains. */
const PATHWORTH_OPTION = 'pathworth';

/** The field of the checkout, as the tag fills it. */
const PATHWORTH_FIELD = 'pathworth_visitor';

/** Where the order keeps it; the underscore keeps it out of the lists of custom fields. */
const PATHWORTH_META = '_pathworth_visitor';

/** The tag's own cookie, on the shop's domain. */
const PATHWORTH_COOKIE = 'pw_id';

/** A visitor id: a UUID of version 7. */
const PATHWORTH_ID = '/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/';

/** Puts the tag's own mark on the form around it, so that the tag fills the field there. */
const PATHWORTH_FORM_SCRIPT = <<<'JS'
document.currentScript.closest('form').setAttribute('data-pw-visitor', 'pathworth_visitor')
JS;

/** The same for the checkout block, which sends no form: whatever is pressed, the id is there before. */
const PATHWORTH_BLOCK_SCRIPT = <<<'JS'
document.addEventListener('click', function () {
  try {
    var checkout = wp.data.dispatch('wc/store/checkout')
    var put = checkout.setExtensionData || checkout.__internalSetExtensionData
    put('pathworth', { visitor: pathworth.id() || '' }, true)
  } catch (error) {}
}, true)
JS;

add_action( 'before_woocommerce_init', 'pathworth_declare_compatibility' );
add_action( 'wp_head', 'pathworth_print_tag', 1 );
add_action( 'woocommerce_after_order_notes', 'pathworth_print_field' );
add_action( 'woocommerce_checkout_create_order', 'pathworth_keep_from_form' );
add_action( 'woocommerce_blocks_loaded', 'pathworth_extend_block' );
add_action( 'woocommerce_blocks_enqueue_checkout_block_scripts_after', 'pathworth_add_block_script' );
add_action( 'woocommerce_store_api_checkout_update_order_from_request', 'pathworth_keep_from_block', 10, 2 );
add_action( 'admin_menu', 'pathworth_add_page' );
add_action( 'admin_init', 'pathworth_register_settings' );
register_uninstall_hook( __FILE__, 'pathworth_uninstall' );

/** Orders are only touched by their own methods, wherever WooCommerce keeps them. */
function pathworth_declare_compatibility() {
	if ( class_exists( \Automattic\WooCommerce\Utilities\FeaturesUtil::class ) ) {
		\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );
		\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', __FILE__, true );
	}
}

/** The settings, with their defaults. */
function pathworth_settings() {
	$defaults = array( 'collector' => '', 'site' => '', 'consent' => '', 'domains' => '' );
	return array_merge( $defaults, (array) get_option( PATHWORTH_OPTION, array() ) );
}

/** The tag; nothing before there is a collector and a site. */
function pathworth_print_tag() {
	$settings = pathworth_settings();
	if ( '' === $settings['collector'] || '' === $settings['site'] ) {
		return;
	}
	printf(
		'<script defer src="%s" data-site="%s" data-consent="%s" data-domains="%s"></script>' . "\n",
		esc_url( $settings['collector'] . '/p.js' ),
		esc_attr( $settings['site'] ),
		esc_attr( $settings['consent'] ),
		esc_attr( $settings['domains'] )
	);
}

/** The hidden field of the classic checkout. */
function pathworth_print_field() {
	printf( '<input type="hidden" name="%s" value="">', esc_attr( PATHWORTH_FIELD ) );
	wp_print_inline_script_tag( PATHWORTH_FORM_SCRIPT );
}

/** WooCommerce has checked the form's nonce before it makes an order of it. */
function pathworth_keep_from_form( $order ) {
	// phpcs:ignore WordPress.Security.NonceVerification.Missing
	$posted = isset( $_POST[ PATHWORTH_FIELD ] ) ? sanitize_text_field( wp_unslash( $_POST[ PATHWORTH_FIELD ] ) ) : '';
	pathworth_keep( $order, $posted );
}

/** Lets the checkout block send the field. */
function pathworth_extend_block() {
	if ( ! function_exists( 'woocommerce_store_api_register_endpoint_data' ) ) {
		return;
	}
	woocommerce_store_api_register_endpoint_data(
		array(
			'endpoint'        => \Automattic\WooCommerce\StoreApi\Schemas\V1\CheckoutSchema::IDENTIFIER,
			'namespace'       => 'pathworth',
			'schema_callback' => 'pathworth_block_schema',
			'schema_type'     => ARRAY_A,
		)
	);
}

function pathworth_block_schema() {
	return array(
		'visitor' => array(
			'description' => 'The visitor id of the tag.',
			'type'        => array( 'string', 'null' ),
			'context'     => array(),
			'optional'    => true,
		),
	);
}

function pathworth_add_block_script() {
	wp_register_script( 'pathworth-checkout', false, array( 'wp-data' ), '0.1.0', true );
	wp_enqueue_script( 'pathworth-checkout' );
	wp_add_inline_script( 'pathworth-checkout', PATHWORTH_BLOCK_SCRIPT );
}

function pathworth_keep_from_block( $order, $request ) {
	$extensions = (array) $request->get_param( 'extensions' );
	$sent       = isset( $extensions['pathworth']['visitor'] ) ? $extensions['pathworth']['visitor'] : '';
	pathworth_keep( $order, is_string( $sent ) ? sanitize_text_field( $sent ) : '' );
}

/**
 * Keeps the visitor id with an order that is about to be saved: the field's, else the cookie's, which
 * is there as long as the visitor has not denied.
 */
function pathworth_keep( $order, $visitor ) {
	if ( 1 !== preg_match( PATHWORTH_ID, $visitor ) ) {
		$visitor = isset( $_COOKIE[ PATHWORTH_COOKIE ] ) ? sanitize_text_field( wp_unslash( $_COOKIE[ PATHWORTH_COOKIE ] ) ) : '';
	}
	if ( 1 === preg_match( PATHWORTH_ID, $visitor ) ) {
		$order->update_meta_data( PATHWORTH_META, $visitor );
	}
}

function pathworth_add_page() {
	add_options_page( 'Pathworth', 'Pathworth', 'manage_options', 'pathworth', 'pathworth_print_page' );
}

function pathworth_register_settings() {
	register_setting( 'pathworth', PATHWORTH_OPTION, array( 'type' => 'array', 'sanitize_callback' => 'pathworth_sanitize' ) );
}

/** What may be stored of what was sent; an address that is none is told, and not stored. */
function pathworth_sanitize( $sent ) {
	$sent      = is_array( $sent ) ? array_map( 'sanitize_text_field', array_filter( $sent, 'is_string' ) ) : array();
	$protocols = is_ssl() ? array( 'https' ) : array( 'https', 'http' );
	$collector = untrailingslashit( esc_url_raw( $sent['collector'] ?? '', $protocols ) );
	if ( '' === $collector && '' !== ( $sent['collector'] ?? '' ) ) {
		add_settings_error( PATHWORTH_OPTION, 'collector', __( 'The collector has no address of the kind https://t.shop.example.', 'pathworth-for-woocommerce' ) );
	}
	return array(
		'collector' => $collector,
		'site'      => $sent['site'] ?? '',
		'consent'   => 'wait' === ( $sent['consent'] ?? '' ) ? 'wait' : '',
		'domains'   => $sent['domains'] ?? '',
	);
}

function pathworth_print_page() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	echo '<div class="wrap"><h1>Pathworth</h1><form action="options.php" method="post">';
	settings_fields( 'pathworth' );
	echo '<table class="form-table" role="presentation">';
	pathworth_print_row( 'collector', __( 'Address of the collector', 'pathworth-for-woocommerce' ), 'https://t.shop.example' );
	pathworth_print_row( 'site', __( 'Site', 'pathworth-for-woocommerce' ), 'shop' );
	pathworth_print_row( 'domains', __( 'Further domains of the shop, by commas', 'pathworth-for-woocommerce' ), '' );
	pathworth_print_consent();
	echo '</table>';
	submit_button();
	echo '</form></div>';
}

function pathworth_print_row( $name, $label, $hint ) {
	printf(
		'<tr><th scope="row"><label for="pathworth-%1$s">%2$s</label></th><td><input class="regular-text" type="text" id="pathworth-%1$s" name="%3$s[%1$s]" value="%4$s" placeholder="%5$s"></td></tr>',
		esc_attr( $name ),
		esc_html( $label ),
		esc_attr( PATHWORTH_OPTION ),
		esc_attr( pathworth_settings()[ $name ] ),
		esc_attr( $hint )
	);
}

function pathworth_print_consent() {
	printf(
		'<tr><th scope="row">%1$s</th><td><label><input type="checkbox" name="%2$s[consent]" value="wait" %3$s> %4$s</label></td></tr>',
		esc_html__( 'Consent', 'pathworth-for-woocommerce' ),
		esc_attr( PATHWORTH_OPTION ),
		checked( pathworth_settings()['consent'], 'wait', false ),
		esc_html__( "Store and send nothing before the consent banner calls pathworth('consent', 'granted')", 'pathworth-for-woocommerce' )
	);
}

function pathworth_uninstall() {
	delete_option( PATHWORTH_OPTION );
}
